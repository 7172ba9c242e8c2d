"""What the environment says, read once, each variable with its meaning.

| Variable | Meaning |
|---|---|
| `DATABASE_URL` | PostgreSQL as the application's own restricted role |
| `DATABASE_OWNER_URL` | the same database as the role that owns the tables; migrations alone use it |
| `DB_ROLE` | `owner` for migrations, otherwise `app` |
| `REDIS_URL` | Valkey or Redis: Celery's broker and the cache |
| `SECRET_KEY` | signs sessions and links |
| `FILES_KEY` | encrypts the keys of recordings: the newest first, with commas between |
| `DEMO` | `1` allows the demonstration sign-ins; production never sets it |
| `DEBUG` | `1` on a developer's machine only |
| `ALLOWED_HOSTS` | host names, with commas between |
| `BASE_URL` | the address that links in e-mails start with |
| `HTTPS` | `1` behind a TLS proxy: secure cookies and HSTS |
| `EMAIL_URL` | `smtp://…`; unset, mail goes to `var/mail/` |
| `CHARITY_NAME`, `CHARITY_ADDRESS`, `CHARITY_CONTACT` | who we are; without a name nothing is signed or handed out |
| `CHARITY_TELEPHONE`, `GUARDIAN_CONTACT` | shown on the public contact page, and on printed leaflets; may be left out |
| `STORED_IN` | the country where the records are kept, as two letters |
| `PDF` | `0` where Pango is not installed: documents wait until it is |
| `VAR_DIR` | the folder for files this installation writes |
"""

from pathlib import Path

import environ

PROJECT = Path(__file__).resolve().parents[2]
env = environ.Env()

VAR_DIR = Path(env("VAR_DIR", default=str(PROJECT / "var")))
DEMO = env.bool("DEMO", default=False)
PDF = env.bool("PDF", default=True)
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)
DB_ROLE = env("DB_ROLE", default="app")
APP_DATABASE_URL = env("DATABASE_URL", default="")
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", default="")
DATABASE_URL = DATABASE_OWNER_URL if DB_ROLE == "owner" else APP_DATABASE_URL
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
SECRET_KEY = env("SECRET_KEY", default="")
FILES_KEYS = env.list("FILES_KEY", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
BASE_URL = env("BASE_URL", default="http://localhost:8000")
EMAIL_URL = env("EMAIL_URL", default="")
CHARITY_NAME = env("CHARITY_NAME", default="Harbour Lane Support (made up)" if DEMO else "")
CHARITY_ADDRESS = env("CHARITY_ADDRESS", default="1 Example Street, Example Town, EX1 1EX" if DEMO else "")
CHARITY_CONTACT = env("CHARITY_CONTACT", default="privacy@example.org" if DEMO else "")
CHARITY_TELEPHONE = env("CHARITY_TELEPHONE", default="01632 960123" if DEMO else "")
GUARDIAN_CONTACT = env("GUARDIAN_CONTACT", default="guardian@example.org" if DEMO else "")
STORED_IN = env("STORED_IN", default="GB")
