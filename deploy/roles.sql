-- Once per PostgreSQL server, as its superuser. The owner migrates, the application serves: row-level security binds
-- the second because it owns nothing and may not pass by. Passwords are set afterwards with \password.
CREATE ROLE portal_owner LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE portal_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
