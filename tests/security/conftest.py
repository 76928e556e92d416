"""What is kept, for those who look at every route."""

from tests.accounts.conftest import step  # noqa: F401
from tests.kept.conftest import (  # noqa: F401
    as_,
    draft,
    issued,
    keep,
    people,
    press,
)
