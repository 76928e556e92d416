"""No tables of its own; with this file Django tells the app of migrations, which make the roles."""
