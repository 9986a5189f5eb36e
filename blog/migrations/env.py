"""What Alembic runs: it migrates over the connection and inside the transaction it is given."""

from alembic import context

from blog import models
from blog.db import Model

__all__ = ["models"]

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
