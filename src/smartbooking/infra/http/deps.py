"""What handlers ask for in their signatures.

All of these are coroutines although few of them wait: FastAPI runs a plain function in a thread, which costs more
than everything the function does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query, Request

from smartbooking.infra.bounds import PART, LimitBoard
from smartbooking.infra.crypto import Signer
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.infra.http.auth import current_principal
from smartbooking.infra.http.once import Once, once_for
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Settings
from smartbooking.infra.storage import Storage
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.text import DEFAULT_LOCALE, LOCALES


async def runtime_of(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


async def database_of(request: Request) -> Database:
    database: Database = request.app.state.runtime.database
    return database


async def open_tx(request: Request) -> AsyncIterator[Tx]:
    """One transaction per request. `scope="function"` below makes it commit before the reply is sent."""
    database: Database = request.app.state.runtime.database
    async with database.transaction() as tx:
        yield tx


async def open_read(request: Request) -> AsyncIterator[ReadTx]:
    database: Database = request.app.state.runtime.database
    async with database.reading() as read:
        yield read


async def current_time() -> datetime:
    return datetime.now(UTC)


async def current_locale(
    request: Request, lang: Annotated[str | None, Query(description="Language of texts: kk, ru or en")] = None
) -> str:
    return locale_of(request, lang)


def locale_of(request: Request, lang: str | None) -> str:
    """`?lang=` if given and known, else the first known language of Accept-Language, else the default."""
    if lang in LOCALES:
        return lang
    wanted = [part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((language for language in wanted if language in LOCALES), DEFAULT_LOCALE)


TxDep = Annotated[Tx, Depends(open_tx, scope="function")]
ReadTxDep = Annotated[ReadTx, Depends(open_read, scope="function")]
DatabaseDep = Annotated[Database, Depends(database_of)]
RuntimeDep = Annotated[Runtime, Depends(runtime_of)]
PrincipalDep = Annotated[Principal, Depends(current_principal)]
NowDep = Annotated[datetime, Depends(current_time)]
LocaleDep = Annotated[str, Depends(current_locale)]
OnceDep = Annotated[Once, Depends(once_for)]


async def limits_of(request: Request) -> LimitBoard:
    board: LimitBoard = request.app.state.runtime.parts[PART]
    return board


async def settings_of(request: Request) -> Settings:
    """With the limits administrators changed since the process started."""
    return (await (await limits_of(request)).now()).settings


async def storage_of(request: Request) -> Storage:
    storage: Storage = request.app.state.runtime.storage
    return storage


async def signer_of(request: Request) -> Signer:
    signer: Signer = request.app.state.runtime.parts["signer"]
    return signer


SettingsDep = Annotated[Settings, Depends(settings_of)]
LimitBoardDep = Annotated[LimitBoard, Depends(limits_of)]
StorageDep = Annotated[Storage, Depends(storage_of)]
SignerDep = Annotated[Signer, Depends(signer_of)]
