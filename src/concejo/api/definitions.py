# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of cases as Open311 knows them: services, and what is asked about each (GeoReport v2, service definition)."""

from typing import Any

from django.utils.translation import gettext as _

from concejo.api.report import OTHER
from concejo.api.wrong import Wrong, unknown
from concejo.cases.models import Category, Question
from concejo.core.words import in_language


def services(language: str) -> list[dict[str, Any]]:
    """Every kind in use, with its words as keywords; and what nobody puts to a kind."""
    rows = Category.objects.filter(active=True).prefetch_related("questions")
    return [service(one, language) for one in rows] + [_other()]


def service(category: Category, language: str) -> dict[str, Any]:
    """One line of the list."""
    words = category.words.get(language, [])
    keywords = [*(["private"] if category.private else []), *words]
    name = in_language(category.name, language)
    return {
        "service_code": category.slug,
        "service_name": name,
        "description": name,
        "metadata": any(one.active for one in category.questions.all()),
        "type": "realtime",
        "keywords": ",".join(one.replace(",", " ") for one in keywords),
        "group": in_language(category.group, language) or None,
    }


def _other() -> dict[str, Any]:
    name = _("Something else")
    return {
        "service_code": OTHER, "service_name": name, "description": name, "metadata": False, "type": "realtime",
        "keywords": "", "group": None,
    }  # fmt: skip


def definition(code: str, language: str) -> dict[str, Any]:
    """What is asked about one kind, which may be nothing; raises `Wrong` (404) for one that is not here."""
    if code != OTHER and not Category.objects.filter(slug=code, active=True).exists():
        raise Wrong(unknown("service_code"))
    questions = Question.objects.filter(active=True, category__slug=code)
    return {
        "service_code": code,
        "attributes": [_attribute(one, order, language) for order, one in enumerate(questions, start=1)],
    }


def _attribute(question: Question, order: int, language: str) -> dict[str, Any]:
    text, more = in_language(question.text, language), in_language(question.help, language)
    told: dict[str, Any] = {
        "variable": question.variable,
        "code": question.code,
        "datatype": question.datatype,
        "required": question.required and question.variable and not question.condition,
        "datatype_description": more or None,
        "order": order,
        "description": text,
    }
    if question.is_list:
        told["values"] = [{"key": key, "name": question.name_of(key, language)} for key in question.keys]
    return told
