"""What kind of thing a part of a question asks for beyond figures, and whether a statement holds one: a reason, a condition, a title.

The signs are those of the kind in either language, not words of the matter. They are wide: what holds none of them does not answer, and
what holds one may. Figures, dates and articles are told more exactly (`expected`).
"""

from __future__ import annotations

from typing import Final

from ragassist.text.signs import Signs

_KINDS: Final = Signs(
    (
        ("e-mail", r"\be-?mail (?:address|account)\b|电?邮箱|电子邮件地址|邮件地址", r"[\w.+-]+@[\w-]+\.\w+"),
        (
            "telephone",
            r"\b(?:tele)?phone number\b|\bhotline\b|电话(?:号码)?(?:是|为)?(?:多少|什么)|(?:什么|哪个|多少).{0,4}电话|热线(?:是|号码|电话)",
            r"(?<!\d)(?:0\d{2,3}[-－—]?\d{7,8}|1\d{10}|400[-\d]{7,9}|1\d{2}(?:\d{2})?(?=(?:热线|电话|[）)。；，])))(?!\d)|\+\d[\d ()-]{7,}",
        ),
        (
            "website",
            r"\b(?:which|what) (?:website|web ?(?:page|site|address)|url)\b|网址|哪个网站",
            r"https?://|www\.|\.(?:cn|com|org|gov)\b|网站?|平台",
        ),
        (
            "street",
            r"\b(?:street|postal|mailing|office) address\b|(?:通信|通讯|邮寄|办公)地址|寄(?:到|往|至)(?:哪|什么)",
            r"[\u4e00-\u9fff]{2,}(?:路|街|道|巷|胡同|大厦|广场)[^，。]{0,8}\d*号?|\b(?:Street|Road|Avenue|Lane)\b",
        ),
        (
            "number",
            r"\b(?:document|reference|serial|order) number\b|文号|发文字号|文件编号|第几号",
            r"[〔\[（(]\d{4}[〕\])）]|第\s*\d+\s*号|\bNo\.? ?\d",
        ),
        (
            "frequency",
            r"\bhow (?:often|frequently)\b(?! (?:had|has|have|was|were|did)\b)|\bhow many times (?:a|an|each|every|per) "
            r"|多久[^，。？]{0,6}一次|每[年月周季][^，。？]{0,4}几次|什么频率|频率(?:是|为)",
            r"每|一次|[两二三四\d]次|定期|经常|随时|逐[年月日]|年度|季度|\b(?:each|every|annual\w*|month\w*|quarterly|week\w*|daily|once|twice|times|regularly)\b",
        ),
        (
            "extension",
            r"\b(?:get|has|have|given|granted|allowed|take|need) (?:\w+ )?(?:more time|longer than the (?:normal|usual|set|ordinary))\b"
            r"|\b(?:deadlines?|time limits?|periods?|terms?|review|reporting)\b[^,;?]*\b(?:be extended|postponed|deferred|prolonged)\b"
            r"|\bextensions? of (?:the )?(?:time|deadline|period|term|review)|延期|宽限|展期"
            r"|(?:期限|时限|时间|多久|几[天日个])[^，。？?]{0,4}延长|延长[^，。？?]{0,6}(?:期限|时限|时间|多久|几)",
            r"(?<![拖迁])延(?!误)|展期|宽限|推迟|推后|特殊情况|\b(?:exten|postpon|defer|prolong|longer)",
        ),
        (
            "place",
            r"\bwhere (?:must|should|shall|may|can|is|are|was|were|will|did|does|do|has|have)\b[^?;]*\b(?:kept?|stor(?:e|ed)|held"
            r"|tak(?:e|es|ing) place|took place|located|built|based|deposited|archived|set up)\b"
            r"|\b(?:at|in) (?:which|what) (?:places?|locations?|venues?)\b"
            r"|(?:什么地方|哪里|何处|哪儿)(?!(?:申请|提交|提出|报|备案|登记|投诉|举报|咨询|查|办|下载|获|看|找))",
            r"[省市县区州国](?![家际务])|地[点址区方]|属地|所在|原地|场[所地馆]|会场|[室库仓楼港馆园院校]|中心|大厅|[境海国][内外]|现场|住所|平台|云"
            r"|位于|设[在于]|落户|总部|在(?![^，。；]{0,12}[下时后前])[^，。；]{1,12}(?:[内上处里]|举[行办]|设|建|开|存|成立|上市|发布)"
            r"|\b(?:in|at|on|within|inside|outside|near) (?:the |a |its |their )?[A-Za-z]",
        ),
        (
            "method",
            r"(?:用|以|采取|采用|通过|按照?|经由)(?:什么|何种|哪[种些]|怎样的)(?:样的)?[\u4e00-\u9fff]{0,2}?(?:方法|方式|手段|形式|途径|渠道)"
            r"|\b(?:by|through|with|using|via) (?:what|which) (?:\w+ )?(?:means|methods?|channels?|procedures?|techniques?)\b"
            r"|\bin (?:what|which) (?:form|manner|way|format)\b",
            r"方[式法]|手段|形式|途径|渠道|通过|采[用取]|使用|利用|运用|借助|依托|凭|书面|电子|当面|现场|电话|邮|网[上站络]|公告|按照?|经由"
            r"|\b(?:by|through|via|using|with|in writing|in the form|electronic\w*|methods?|means)\b",
        ),
        (
            "interpreter",
            r"(?:谁|哪[^，。？?]{1,8})[^，。？?]{0,4}解释(?!清)|\b(?:who|which \w+(?: \w+)?) (?:is responsible for |may |shall )?interpret",
            r"解释|\binterpret",
        ),
        (
            "appointer",
            r"(?:谁|哪[^，。？?]{1,8})(?:负责|来)?(?:任命|委派|指派|聘任)"
            r"|\b(?:who|which \w+(?: \w+)?) (?:appoints|names|designates)\b|\bappointed by (?:whom|which|what)",
            r"任命|委派|指派|聘|指定|委任|选任|提名|选举|\b(?:appoint|designat|nominat|elect)",
        ),
        (
            "title",
            r"\b(?:which|what) (?:\w+ )?(?:laws?|acts?|regulations?|rules|publications?|reports?|documents?(?! number)|standards?"
            r"|treat(?:y|ies)|books?|journals?|guidelines?)\b"
            r"|哪[一]?[部份项本](?:法|条例|规|文件|报告|标准|书)|什么(?:法律|法规|文件|报告|标准)|根据(?:哪|什么)|依据(?:哪|什么)",
            r"《|[法典]第|条例|办法|规定|标准|报告|指南|白皮书|\b(?:Act|Law|Regulation|Rules|Measures|Report|Standard|Guidelines|Code)\b|“[A-Z]",
        ),
        (
            "reason",
            r"^\W*(?:and )?(?:why|(?:for )?(?:what|which) reasons?|on what grounds|what explains|how come)\b"
            r"|为什么|为何|何以|什么(?:原因|理由)|(?:原因|理由)(?:是|有)",
            r"因|由于|鉴于|原因|理由|导致|致使|使得|归|缘于|来自|以免|防止|避免|为了|因而|如果|限制|阻碍|影响|不足|缺|但|然而|可能|需要|"
            r"\b(?:because|since|due to|as a result|reasons?|so that|lack|owing|but|may|need)",
        ),
        (
            "purpose",
            r"\b(?:for what purpose|to what end|what (?:is|was|are) (?:the|its|their) (?:aims?|purposes?|goals?))\b"
            r"|目的|有什么用|用来做什么|用于什么|为了什么",
            r"为了?|以便?|旨在|目的|用于|目标|从而|推动|促进|确保|防|\b(?:to|for|aims?|purpose|goal|so that)\b",
        ),
        (
            "condition",
            r"\b(?:on|under) (?:what|which) (?:conditions?|circumstances|terms)\b|什么条件|何种条件|哪些条件|什么前提|前提是什么",
            r"经|应当?|须|条件|前提|情况下|情形|的，|如果|若|除|方可|才|只有|\b(?:unless|if|provided|conditions?|only|must|shall|when)\b",
        ),
        (
            "consequence",
            r"\bwhat (?:penalt|punish|sanction)\w*|\bwhat (?:\w+ )?sentence (?:did|was|has|have|were)\b"
            r"|\bwhat (?:happens?|follows|becomes)\b"
            r"|\bwhat (?:are|is|were) the (?:consequences?|penalt\w+|punishment)\b"
            r"|(?:怎么|如何|怎样|什么)(?:处[罚理分置]|判(?![断定别明读]))|判处?了?什么刑|会怎样|什么后果|会怎么样|怎么办|承担什么(?:责任|后果)",
            r"罚|警告|责令|吊销|拘留|判处|刑|处分|追究|通报|停|取消|撤销|解除|没收|列入|失信|关闭|终止|责任|不得|应当|视为|自动|"
            r"\b(?:fine|penalt|warn|sentenced|prison|revok|order|liab|suspend|clos|withdraw|shall|must)",
        ),
    )
)


def kind_of(part: str) -> str:
    """Return the kind of thing that a part of a question asks for; empty where its words do not say, or ask for a figure.

    >>> kind_of("and on what condition?"), kind_of("渡口的邮箱是什么"), kind_of("when does it open")
    ('condition', 'e-mail', '')
    """
    return next(iter(_KINDS.asked(part)), "")


def of_kind(part: str, sentence: str) -> bool:
    """Return whether `sentence` holds a thing of the kind that `part` asks for; true where its words do not say which.

    >>> of_kind("on what condition", "非经批准，不得停泊。"), of_kind("at which e-mail address", "非经批准，不得停泊。")
    (True, False)
    """
    return _KINDS.spoken_of(sentence, kind_of(part))


MUST_STAND: Final = frozenset({"e-mail", "telephone", "street", "frequency", "extension", "interpreter", "appointer"})
"""Kinds that are as sure a sign as a figure: a question of one part that asks for one is not answered without."""
SHOWN_MUST_HOLD: Final = frozenset({"place", "method"})
"""Kinds whose signs many statements have: what is shown must have one, but what is less likely is not preferred for having it."""
