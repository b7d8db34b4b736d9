"""How the page looks: Streamlit's theme options and a little CSS."""

from __future__ import annotations

from rag.settings import Settings

ICON = "icon.png"


def streamlit_options(settings: Settings) -> dict[str, object]:
    """Streamlit's options for this page. They win over any config.toml in the working folder or home."""
    return {
        "server.address": settings.web.host,
        "server.port": settings.web.port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "server.maxUploadSize": settings.ingest.max_file_mb,
        "browser.gatherUsageStats": False,
        # Otherwise Streamlit asks an outside server for this machine's public address, to print it.
        "logger.hideWelcomeMessage": True,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.showSidebarNavigation": False,
        "theme.base": "light",
        "theme.primaryColor": "#0f5c6e",
        "theme.backgroundColor": "#fbfcfc",
        "theme.secondaryBackgroundColor": "#eef3f4",
        "theme.textColor": "#1d2b30",
        "theme.linkColor": "#0f5c6e",
        "theme.borderColor": "#d5dfe2",
        "theme.showWidgetBorder": True,
        "theme.baseRadius": "8px",
    }


CSS = """
<style>
.block-container, [data-testid="stMainBlockContainer"] { max-width: 1280px; padding: 1.1rem 2rem 4rem; }
[data-testid="stStatusWidget"], [data-testid="InputInstructions"], [data-testid="stMainMenu"],
[data-testid="stToolbarActions"], [data-testid="stAppDeployButton"] { display: none; }
/* Of Streamlit's header only the button stays that opens the side bar. */
[data-testid="stHeader"] { background: none; pointer-events: none; }
[data-testid="stExpandSidebarButton"] { pointer-events: auto; }
.stApp:has([data-testid="stExpandSidebarButton"]) .sc-brand { padding-left: 2.6rem; }
[data-testid="stSidebarContent"] { padding-top: 0; }
[class*="st-key-talk-row-"] { flex-wrap: nowrap !important; }
[class*="st-key-talk-open-"] { min-width: 0; flex: 1 1 auto; }
[class*="st-key-talk-open-"] button { justify-content: flex-start; text-align: left; }
.sc-brand { font-size: 1.35rem; font-weight: 700; color: #0f5c6e; letter-spacing: -0.01em; line-height: 1.2; }
.sc-brand small { display: block; font-size: .8rem; font-weight: 400; color: #52656c; letter-spacing: 0; }
.sc-mode { font-size: .85rem; color: #52656c; overflow-wrap: anywhere; }
.sc-title { font-size: 1.5rem; font-weight: 650; margin: .4rem 0 .1rem; }
.sc-section { font-size: .82rem; font-weight: 650; color: #52656c; margin: .2rem 0 0; }
.sc-question { font-size: 1.2rem; font-weight: 600; overflow-wrap: anywhere; }
.sc-turn { font-weight: 600; overflow-wrap: anywhere; }
.sc-understood { color: #3c4f56; overflow-wrap: anywhere; }
.sc-claim { font-size: 1.06rem; line-height: 1.6; overflow-wrap: anywhere; white-space: pre-line; }
.sc-source { line-height: 1.45; overflow-wrap: anywhere; }
.sc-source b { font-size: 1.05rem; }
.sc-source span { color: #52656c; font-size: .88rem; }
.sc-quote { border-left: 3px solid #e0b400; background: #fffaea; padding: .55rem .8rem; margin: 0;
  border-radius: 0 6px 6px 0; line-height: 1.5; overflow-wrap: anywhere; white-space: pre-line; }
.sc-passage { border: 1px solid #d5dfe2; border-radius: 8px; padding: .9rem 1rem; background: #fff; line-height: 1.6;
  white-space: pre-line; overflow-wrap: anywhere; max-height: 70vh; overflow-y: auto; }
.sc-passage mark { background: #ffe68a; padding: .05rem 0; }
.sc-quiet { color: #52656c; font-size: .9rem; overflow-wrap: anywhere; }
.sc-rule { border: 0; border-top: 1px solid #d5dfe2; margin: .1rem 0 .2rem; }
.sc-wait { color: #52656c; border-left: 3px solid #0f5c6e; padding: .2rem .7rem; animation: sc-wait 1.6s infinite; }
@keyframes sc-wait { 50% { border-color: #bcd3d9; } }
.sc-withheld { padding: .35rem 0; overflow-wrap: anywhere; }
.sc-withheld s { color: #52656c; }
.sc-withheld span { font-size: .88rem; color: #8a4b00; }
.sc-file { font-size: .95rem; overflow-wrap: anywhere; }
.sc-file b { font-weight: 600; }
[class*="st-key-cite-"] button { min-height: 1.7rem; padding: 0 .45rem; border-radius: 6px; line-height: 1.2; }
/* A long title goes on in a second line: the page, which comes last, is what is looked for. */
[class*="st-key-cite-"] button * { white-space: normal !important; overflow: visible !important; text-align: left; }
[class*="st-key-answer-claim-"] { gap: .3rem .35rem; }
[data-testid="stImage"] img { border: 1px solid #d5dfe2; border-radius: 6px; }
[data-testid="stForm"], [data-testid="stExpanderDetails"], .st-key-evidence, .st-key-document { background: #fff; }
[data-testid="stExpanderDetails"] { border-radius: 0 0 8px 8px; }
@media (max-width: 640px) {
  .block-container, [data-testid="stMainBlockContainer"] { padding: .8rem .9rem 3rem; }
  .sc-title { font-size: 1.25rem; }
  [class*="st-key-cite-"] button { min-height: 2.2rem; min-width: 2.6rem; }
  /* A whole page on a phone cannot be read: it is shown larger and moved sideways with a finger. */
  .st-key-evidence [data-testid="stImage"], .st-key-first-page [data-testid="stImage"] { overflow-x: auto; }
  .st-key-evidence [data-testid="stImage"] img, .st-key-first-page [data-testid="stImage"] img {
    width: 620px !important; max-width: none !important; }
}
</style>
"""


def uploader_css(browse: str, drop: str) -> str:
    """Streamlit's file chooser speaks English only: its two texts are covered by ours."""
    chooser = '[data-testid="stFileUploaderDropzone"]'
    return f"""
<style>
{chooser} button p {{ font-size: 0; }}
{chooser} button p::after {{ content: "{browse}"; font-size: 1rem; }}
[data-testid="stFileUploaderDropzoneInstructions"] span {{ font-size: 0; }}
[data-testid="stFileUploaderDropzoneInstructions"] span::after {{ content: "{drop}"; font-size: .9rem; }}
</style>
"""
