"""Names across languages: which names of a claim its evidence does not have.

Latin acronyms and product names are written alike in both languages; countries, bodies and firms are looked up in `NAMES`;
transliterated names of people and places cannot be matched by letters and are left to the similarity of meaning.
"""

from __future__ import annotations

import re
from functools import cache

from ragassist.text.language import han_ratio

# One line a group of names of one kind; each entry: English patterns = Chinese patterns. A name that is swapped for another of its kind is an error. `~`: in evidence only.
NAMES: dict[str, str] = {
    "country": "China|Chinese|PRC|Beijing=中国|我国|中方|~全国|~国内|~中美|~中欧|~美中|~中俄|~中日|北京|~汉族|~汉|~华; United States|U.S.|US|USA|America|American|Americans|Washington=美国|美方|美|华盛顿; "
    "European Union|EU|Europe|European|Brussels=欧盟|欧洲|欧|布鲁塞尔; United Kingdom|UK|U.K.|Britain|British|England|London=英国|英|伦敦; Japan|Japanese|Tokyo=日本|日方|日|东京; South Korea|Korea|Korean|Seoul=韩国|韩|朝鲜|首尔; "
    "Germany|German=德国|德; France|French|Paris=法国|法|巴黎; India|Indian=印度; Russia|Russian|Moscow=俄罗斯|俄|苏联|莫斯科; Canada|Canadian=加拿大|加; Australia|Australian=澳大利亚|澳; "
    "Singapore=新加坡|新; Israel|Israeli=以色列|以; Netherlands|Dutch=荷兰|荷; Taiwan=台湾|台; Hong Kong=香港|港; Saudi Arabia|Saudi=沙特; United Arab Emirates|UAE=阿联酋; Brazil|Brazilian=巴西; Italy|Italian=意大利|意; Vietnam|Vietnamese=越南; Switzerland|Swiss=瑞士",
    "company": "OpenAI=OpenAI; DeepSeek=DeepSeek|深度求索; Google|Alphabet=谷歌|Google|Alphabet; Microsoft=微软|Microsoft; Apple=苹果|Apple; Amazon=亚马逊|Amazon; Meta|Facebook=Meta|脸书|元公司; Nvidia=英伟达|NVIDIA; Intel=英特尔|Intel; "
    "AMD=超威|AMD; TSMC=台积电|TSMC; Samsung=三星|Samsung; SMIC=中芯国际|SMIC; Huawei=华为|Huawei; Alibaba=阿里巴巴|阿里|Alibaba; Tencent=腾讯|Tencent; Baidu=百度|Baidu; ByteDance=字节跳动|字节|ByteDance; Oracle=甲骨文|Oracle; "
    "SoftBank=软银|SoftBank; Anthropic=Anthropic; Synopsys=新思|Synopsys; Cadence=楷登|铿腾|Cadence; Siemens=西门子|Siemens; ASML=阿斯麦|ASML; Qualcomm=高通|Qualcomm; Micron=美光|Micron; xAI=xAI; Cambricon=寒武纪; SenseTime=商汤; iFlytek=科大讯飞|讯飞; Zhipu=智谱; Moonshot=月之暗面; Arm=ARM|安谋; Tesla=特斯拉|Tesla; IBM=IBM|国际商业机器; MGX=MGX",
    "body": "Cyberspace Administration|CAC=网信办|网信部门|~网信; Ministry of Industry and Information Technology|MIIT=工业和信息化部|工信部|~工信|~电信主管; Ministry of Science and Technology|MOST=科学技术部|科技部|~科技; "
    "National Development and Reform Commission|NDRC=发展和改革委|发展改革委|发改委|~发展改革; Ministry of Public Security=公安部|~公安; Ministry of Commerce|MOFCOM=商务部|~商务; Ministry of Education=教育部|~教育; Ministry of Finance=财政部|~财政; "
    "State Council=国务院|~国办; National People's Congress|NPC=全国人大|全国人民代表大会|~人大; Department of Commerce|Commerce Department=商务部; Department of Defense|Pentagon|Department of War=国防部|五角大楼|战争部; Department of Energy=能源部; "
    "Congress=国会; Senate=参议院; House of Representatives=众议院; White House=白宫; Supreme Court=最高法院|最高人民法院; RAND=兰德; Federal Trade Commission|FTC=联邦贸易委员会; NIST=标准与技术研究院|标准技术研究院|NIST; "
    "Bureau of Industry and Security|BIS=工业与安全局|产业安全局; Patent Office|CNIPA=知识产权局|专利局; People's Bank of China|PBOC=人民银行|央行; United Nations|UN=联合国; European Commission=欧盟委员会|欧委会; European Parliament=欧洲议会; OECD=经合组织|OECD; WTO=世贸组织|世界贸易组织|WTO; "
    "World Bank=世界银行|世行; IMF=国际货币基金组织|IMF; NATO=北约; BRICS=金砖; ASEAN=东盟; ISO=国际标准化组织|ISO",
    "place": "Shanghai=上海|沪; Shenzhen=深圳; Guangzhou=广州; Guangdong=广东|粤; Hangzhou=杭州; Zhejiang=浙江; Jiangsu=江苏; Guizhou=贵州; Inner Mongolia=内蒙古; Gansu=甘肃; Ningxia=宁夏; Chengdu|Sichuan=成都|四川|成渝; Chongqing=重庆|成渝; "
    "Tianjin=天津|京津冀; Hefei|Anhui=合肥|安徽; Wuhan|Hubei=武汉|湖北; Xiong'an=雄安; Texas=得克萨斯|得州|德州; California=加利福尼亚|加州|南加州; New York=纽约; Silicon Valley=硅谷; Hebei=河北|京津冀",
}  # fmt: skip
_ABBREVIATIONS: dict[str, str] = {
    "AI": "人工智能|智能", "GDP": "国内生产总值|生产总值", "CEO": "首席执行官|总裁|执行长", "CFO": "首席财务官", "CTO": "首席技术官", "LLM": "大语言模型|大模型|语言模型", "LLMS": "大语言模型|大模型|语言模型",
    "R&D": "研发|研究与?开发", "IT": "信息技术", "ICT": "信息通信", "EDA": "电子设计自动化|EDA", "GPU": "图形处理器|显卡|芯片", "GPUS": "图形处理器|显卡|芯片", "CPU": "处理器", "HBM": "高带宽", "IP": "知识产权|产权", "PHD": "博士", "STEM": "科学、技术、工程|理工",
    "NGO": "非政府组织", "TV": "电视", "DNA": "脱氧核糖核酸", "AD": "公元|年", "BC": "公元前", "CE": "公元|年", "BCE": "公元前", "BP": "距今|年前", "HIV": "艾滋", "USSR": "苏联", "WWII": "二战|第二次世界大战", "SME": "中小", "SMES": "中小",
    "VC": "风险投资|风投|创投", "IPO": "上市|首次公开", "PRC": "中国|中华人民共和国|我国", "CCP": "中共|共产党|党", "CPC": "中共|共产党|党", "AGI": "通用人工智能", "API": "接口", "PC": "电脑|计算机", "UAV": "无人机", "IOT": "物联网", "NLP": "自然语言处理",
    "BRI": "一带一路", "FYP": "五年规划", "HPC": "高性能计算", "CAGR": "复合增长率|年均增长", "ESG": "环境、社会", "ROI": "回报", "OK": "", "VS": "", "II": "", "III": "", "IV": "", "OS": "操作系统", "USA": "美国", "AM": "上午", "PM": "下午", "US": "美",
}  # fmt: skip
_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z&.'’\-]*[A-Za-z]|(?<![A-Za-z])[A-Z](?![A-Za-z])")
_COMMON = frozenset(
    "The This That These Those A An In On At By For From With Under Over After Before During Since Until Between According Its Their His Her Our It They He She We You I Article "
    "Chapter Section And But Or If When While Where Who What Which How Why All Each Every Both Some Many Most Several Only No Not As Because Although However Also Such Other Another One Two "
    "Three Four Five Six Seven Eight Nine Ten January February March April May June July August September October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "New There Then Thus To Of Mr Ms Dr Mrs Any Last First Second Third Half Since Through Without Among Despite Unlike Like Due Given Even Yet So Law Act Measures Regulations Provisions Plan State "
    "Government Ministry Department National Today Once Later Early Late Up About Around Nearly Almost More Less Fewer Companies Firms".split()
)


def missing_names(claim: str, evidence: str) -> list[tuple[str, bool]]:
    """Names of the claim that the evidence does not have, in order: (name, certain).

    Certain: a Latin name that both languages would write alike, a capitalised word of an English claim on English evidence, or a
    known name whose place another name of its kind takes. Not certain: what may hide in a translation.

    >>> missing_names("Huawei opened an office in Paris.", "华为在东京设立了办事处。"), missing_names("NIST wrote it.", "该机构编写了它。")
    ([('Paris', True)], [('NIST', False)])
    """
    found: dict[str, bool] = {}
    known = set()
    for kind, groups in _groups().items():
        present = {i for i, (english, chinese, _) in enumerate(groups) if english.search(evidence) or chinese.search(evidence)}
        claimed = {
            i: match for i, (english, chinese, strict) in enumerate(groups) if (match := english.search(claim) or strict.search(claim))
        }
        for i, match in claimed.items():
            known.add(match[0].lower())
            if i not in present:
                swapped = bool(present - set(claimed))
                found[match[0]] = swapped and kind != "body" or (kind in ("company",) and bool(present))
    if han_ratio(evidence) > 0.3:
        latin = _missing_latin(claim, evidence, known)
    else:
        latin = _missing_words(claim, evidence, known)
    for name, certain in latin:
        found.setdefault(name, certain)
    return list(found.items())


def _missing_latin(claim: str, evidence: str, known: set[str]) -> list[tuple[str, bool]]:
    """Acronyms and mixed-case names of the claim that Chinese evidence lacks in Latin letters and in the list of abbreviations."""
    there = {token.lower().strip(".") for token in _LATIN.findall(evidence)}
    joined = re.sub(r"[^a-z0-9]", "", " ".join(there))
    chinese_claim = han_ratio(claim) > 0.3
    missing = []
    for token in _LATIN.findall(claim):
        bare = re.sub(r"['’]s$", "", token)
        acronym = len(bare) >= 2 and bare.isupper()
        mixed = bool(re.search(r"[a-z][A-Z]", bare))
        if len(bare) < 2 or bare.lower() in known or not (acronym or mixed or chinese_claim):
            continue
        letters = re.sub(r"[^a-z0-9]", "", bare.lower())
        if bare.lower() in there or letters in joined or letters.removesuffix("s") in joined:
            continue
        expansion = _ABBREVIATIONS.get(bare.upper().replace(".", ""))
        if expansion is not None and (not expansion or re.search(expansion, evidence)):
            continue
        # In a Chinese claim a Latin word was left because nobody translates it; an acronym may have been translated away.
        missing.append((bare, (mixed or chinese_claim) and not (acronym and not chinese_claim)))
    return missing


def _missing_words(claim: str, evidence: str, known: set[str]) -> list[tuple[str, bool]]:
    """Capitalised words (English claim) or any Latin words (Chinese claim) that English evidence lacks."""
    there = {re.sub(r"['’]s$", "", token).lower() for token in _LATIN.findall(evidence)}
    squeezed = re.sub(r"[^a-z0-9]", "", evidence.lower())
    chinese_claim = han_ratio(claim) > 0.3
    missing = []
    for match in _LATIN.finditer(claim):
        bare = re.sub(r"['’]s$", "", match[0])
        if len(bare) < 2 or bare.lower() in known or bare.lower() in there or bare in _COMMON:
            continue
        if re.sub(r"[^a-z0-9]", "", bare.lower()) in squeezed:
            continue
        opens = not re.search(r"[\w,;:)”\"]\s?$", claim[: match.start()])
        if chinese_claim or (bare[0].isupper() and not opens):
            letters = re.sub(r"[^A-Za-z]", "", bare)
            initials = "".join(word[0] for word in re.findall(r"\b[A-Z]\w+", evidence))
            if letters.isupper() and letters in initials:
                continue
            missing.append((bare, bare[0].isupper() or chinese_claim))
    return missing


@cache
def _groups() -> dict[str, list[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]]:
    """By kind: the English pattern, the Chinese pattern for evidence, and the Chinese pattern for claims (whole names only)."""
    groups: dict[str, list[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]] = {}
    for kind, line in NAMES.items():
        for entry in line.split(";"):
            english, _, chinese = entry.strip().partition("=")
            words = rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, english.split('|')))})(?![A-Za-z])"
            whole = [name for name in chinese.split("|") if len(name) >= 2 and "~" not in name]
            groups.setdefault(kind, []).append(
                (re.compile(words), re.compile(chinese.replace("~", "")), re.compile("|".join(whole) or r"(?!)"))
            )
    return groups
