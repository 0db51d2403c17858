# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may read and say what on the square, as sentences."""

from concejo.core import clock
from concejo.people import levels
from concejo.people import rules as people
from concejo.people.models import Address, Person, Role
from concejo.square.models import Conversation, Post, Visibility
from concejo.town.models import Department


def may_read(person: Person | None, conversation: Conversation) -> bool:
    """Everybody reads what is public; a private matter its department, and the clerk until it is handed over.

    The mayor and the administrator may, with a reason (`needs_reason`); internal notes are for all who work in town.
    """
    if conversation.is_public:
        return True
    if person is None or not people.is_staff(person):
        return False
    if conversation.visibility == Visibility.INTERNAL:
        return people.belongs_to(person, conversation.department) or people.may_see_whole_town(person)
    return reads_without_reason(person, conversation) or needs_reason(person, conversation)


def reads_without_reason(person: Person, conversation: Conversation) -> bool:
    """A private matter is the business of its department; of the clerk while it has none."""
    if conversation.department_id is None:
        return people.may_do_desk(person) and not _only_administers(person)
    return people.belongs_to(person, conversation.department)


def needs_reason(person: Person, conversation: Conversation) -> bool:
    """The mayor and the administrator look into a private matter only with a reason, which is written down."""
    return not reads_without_reason(person, conversation) and people.has_role(
        person, Role.Kind.MAYOR, Role.Kind.ADMINISTRATOR
    )


def may_search_inside(person: Person) -> bool:
    """Whoever has private matters to work on, or may look into them with a reason."""
    steers = people.may_do_desk(person) or people.has_role(person, Role.Kind.MAYOR)
    return steers or bool(people.departments_of(person))


def searches_in(person: Person) -> list[Department | None]:
    """Whose private matters they may look through: of their departments; of nobody yet, if they do the desk.

    The mayor and the administrator may look through any, with a reason.
    """
    mine = [*Department.objects.filter(pk__in=people.departments_of(person)).order_by("id")]
    if people.has_role(person, Role.Kind.MAYOR, Role.Kind.ADMINISTRATOR):
        return [None, *Department.objects.order_by("id")]
    return [None, *mine] if people.may_do_desk(person) else [*mine]


def search_needs_reason(person: Person, department: Department | None) -> bool:
    """As with opening one of them."""
    if department is None:
        return not people.may_do_desk(person) or _only_administers(person)
    return not people.belongs_to(person, department)


def may_be_told(address: Address, conversation: Conversation, *, via: str) -> bool:
    """Words of a private matter go to whoever takes part in it, but not where a whole household listens."""
    held = levels.of(address, party=True)
    return conversation.is_public or levels.may("square.read_private", via=via, holds=held)


def may_edit(person: Person, post: Post) -> bool:
    """Whoever typed a post may edit or delete it; nobody puts words in another's mouth."""
    return post.speaker_id == person.pk and post.state == Post.State.PUBLISHED


def may_undo(person: Person, post: Post) -> bool:
    """Whoever typed it, before it has left."""
    return may_edit(person, post) and post.leaves_at is not None and post.leaves_at > clock.now()


def may_announce(person: Person) -> bool:
    """Everybody who works for the town or governs it announces in their own name, or for a department of theirs."""
    return levels.may("square.announce", via="web", holds=levels.of_staff(person))


def may_alert(person: Person) -> bool:
    """Mayor, clerk, administrator and heads find an announcement urgent; another one must say yes to it."""
    held = levels.may("square.alert", via="web", holds=levels.of_staff(person))
    kinds = (Role.Kind.MAYOR, Role.Kind.CLERK, Role.Kind.ADMINISTRATOR, Role.Kind.HEAD)
    return held and people.has_role(person, *kinds)


def may_pin(person: Person, post: Post) -> bool:
    """Whoever may speak in the name in which it was said."""
    if post.state != Post.State.PUBLISHED or not post.conversation.is_public or not post.is_town:
        return False
    return may_speak_as(person, post.department, own=post.speaker_id == person.pk)


def may_pass_on(person: Person, post: Post) -> bool:
    """A neighbour's public words, by everybody who may announce."""
    return may_announce(person) and post.author_id is not None and post.state == Post.State.PUBLISHED


def may_speak_as(person: Person, department: Department | None, *, own: bool) -> bool:
    """In the name of a department of theirs, or in their own."""
    return may_announce(person) and (people.may_speak_for(person, department) if department else own)


def _only_administers(person: Person) -> bool:
    return people.has_role(person, Role.Kind.ADMINISTRATOR) and not people.has_role(person, Role.Kind.CLERK)
