"""Scrapy settings: polite by default, each value with its reason."""

from __future__ import annotations

from typing import Any

BOT_NAME = "tthc-monitor"
SPIDER_MODULES = [
    "crawler.portals.dvcqg.spider",
    "crawler.portals.dvcqg_province.spider",
    "crawler.portals.front_page.spider",
    "crawler.portals.probe.spider",
    "crawler.portals.tayninh_dvc.spider",
    "crawler.portals.tayninh_smart.spider",
    "crawler.portals.web_pages.spider",
]
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# Who we are. The front door puts the configured contact here.
USER_AGENT = "tthc-monitor/0.1 (giam sat cong khai TTHC; lien he: chua cau hinh)"

# One slow conversation a portal. Scrapy's own delay varies by half unless told not to.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0
DOWNLOAD_TIMEOUT = 60

# A response starts as many tasks as CONCURRENT_ITEMS for what its callback yields; ours yields a
# capture and perhaps a few requests, so 99 of the default 100 tasks only cost time (D36).
CONCURRENT_ITEMS = 1

# Scrapy accepts any certificate unless told otherwise (D40).
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.2"
TWISTED_DNS_RESOLVER = "crawler.manners.PublicResolver"

# Bounds on hostile answers: a page is at most 16 MiB, also after decompression.
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True

# Only http and https; nothing listens while we crawl (the remote control would run Python).
DOWNLOAD_HANDLERS: dict[str, Any] = {"data": None, "file": None, "ftp": None, "s3": None}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# Our own manners decide about retries, redirects, robots.txt and refusals, since every answer is
# evidence and must be kept, also the bad ones. Cookies are not needed and would cross nights.
ROBOTSTXT_OBEY = False
RETRY_ENABLED = False
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
REFERER_ENABLED = False
HTTPERROR_ALLOW_ALL = True
HTTPPROXY_ENABLED = False
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "crawler.manners.LedgerAnswers": 20,
    "crawler.manners.Manners": 30,
    "crawler.manners.Witness": 880,  # nearest to the wire: sees bodies before decompression (D25)
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {"crawler.manners.ToLedger": 100}
DUPEFILTER_CLASS = "crawler.manners.DoneFilter"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "application/json, text/plain, */*",
    "Accept-Language": "vi",
    "Accept-Encoding": "gzip",
}

# Ours
LEDGER = "crawler.ledger.MemoryLedger"
LEDGER_ARGUMENTS: dict[str, Any] = {}
CRAWL_CLOCK = "crawler.clock.Clock"
CRAWL_CLOCK_OFFSET = 0.0
REQUEST_BUDGET = 4000
REQUESTS_SENT = 0  # by this run, before it was taken up again
RETRIES = 2  # further tries of one page
RETRY_WAIT = 10.0  # seconds before the first retry; doubled each time
RETRY_AFTER_LIMIT = 900.0  # seconds: a portal that asks for more is left alone tonight
STOP_AFTER_REFUSALS = 4  # refused or failed answers in a row
PROGRESS = False

LOG_LEVEL = "WARNING"
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.closespider.CloseSpider": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
}
