"""What a free writer says in other words is not refused, and the same ways of saying it wrongly are: by the checks of words alone."""

from __future__ import annotations

import pytest

from ragassist.verify.verifier import Verifier, refutes

RIGHT = [
    ("Of every ten berths, fewer than three are fitted with shore power.", "全港泊位配备岸电的比例为28.4%。"),
    (
        "Shore power reached roughly three berths in ten last year, up by almost five points.",
        "去年全港岸电覆盖率为29.6%，比上年提高4.8个百分点。",
    ),
    ("Only one of the five bidders met the safety requirements.", "五家投标单位中，四家不符合安全要求。"),
    ("The draft was open for comment for thirty days, until 9 March.", "征求意见时间为2025年2月8日至3月9日。"),
    ("By 2030 the share is meant to be double what it is planned to be in 2027.", "到2027年占比达到15%，到2030年达到30%。"),
    ("Pilots who have not turned twenty must not sail alone.", "未满二十岁的引航员不得单独出航。"),
    (
        "The clause is aimed at ports with at least 50 million tonnes of freight or 10 million passengers.",
        "本条适用于货运量5000万吨以上或者旅客1000万人以上的港口。",
    ),
    ("Nearly all applicants, 96 per cent of them, got an answer within the time limit.", "96%的申请人在规定时限内得到答复。"),
    ("Since the speed is only recommended, no captain has to keep to it.", "该航速为推荐航速，船长不必遵守。"),
    ("All told, the three piers cost just over 9 billion yuan.", "三座码头分别投资32亿元、28.5亿元和30.1亿元。"),
    ("The quota, a fifth of it set aside for tugs, comes to 500 permits a quarter.", "每季度配额为500张，其中两成留给拖轮。"),
    ("The rule is silent on who pays for the inspection.", "规则没有规定检查费用由谁承担。"),
    ("The office received the file on 9 May and gave its approval three days later.", "管理处于5月9日收到材料，5月12日批准。"),
    ("Its share was 38 per cent, a good ten points above that of the west port.", "东港占38%，西港占27.5%。"),
    ("The port counts 71 ferries, a third of them built since 2023.", "全港渡轮共71艘，其中24艘为2023年以来建造。"),
    ("Those who refuse inspection face a fine of between 10,000 and 100,000 yuan.", "拒绝检查的，处一万元以上十万元以下罚款。"),
    ("The figures leave out Hong Kong, Macao and Taiwan.", "数据不含港澳台地区。"),
    ("The measure does not take effect for another eighteen months.", "本办法自公布之日起十八个月后施行。"),
    ("Passengers may leave the queue at any time.", "乘客可以随时退出排队。"),
    ("More than a dozen ports had a hand in the text.", "该文件由14个港口联合制定。"),
    ("Nobody under eighteen may steer without an adult.", "未满十八周岁的，须由成年人陪同方可驾驶。"),
    ("Freight, up 63 per cent, still came to less than one million tonnes.", "货运量增长63%，为94万吨。"),
    ("Captains who do so can lose their licence for good.", "情节严重的，吊销许可证，且不得重新申请。"),
    (
        "The board meets at least twice a year and whenever a third of its members ask for it.",
        "理事会每年至少召开两次会议，三分之一以上成员提议的，应当召开。",
    ),
    ("Not every delay must be reported, only those of more than two hours.", "延误超过两小时的应当报告，其他延误不要求报告。"),
    ("Of 260 passengers, 91 were in favour, which is 35 per cent.", "260名乘客中，91人表示赞成。"),
    ("Trucks heavier than 12 tonnes may use the ramp only at night.", "12吨以上货车仅限夜间使用该坡道。"),
    ("The captain may, but need not, give his reasons.", "船长可以说明理由。"),
    ("The new pier cost twice as much as planned: 3.4 instead of 1.7 billion yuan.", "新码头原计划投资17亿元，实际投资34亿元。"),
    ("Only firms that have been in business for at least three years may bid.", "投标企业应当成立满三年。"),
    ("Most of the money, close to 6 of the 8 billion yuan, has yet to be spent.", "资金总额80亿元，其中59亿元尚未支出。"),
    ("For lack of staff the office could examine no more than 60 of the 400 ferries.", "因人手不足，该处对400艘渡轮只检查了60艘。"),
    ("Nothing prevents the two ports from agreeing on a shorter period.", "两港可以约定较短的期限。"),
    ("The new office takes over tasks that used to be spread over four departments.", "新处室承接原由四个部门分别承担的职能。"),
    ("The grant is paid out only after acceptance.", "验收合格后拨付补助。"),
    ("For ferries already in use, the grace period is twice as long, namely a year.", "已投入使用的渡轮，过渡期为一年，其他渡轮为六个月。"),
    ("No decision has been taken on whether to extend the pier.", "是否扩建码头尚未决定。"),
    ("The share reached 40 per cent in 2031 and 60 per cent four years after that.", "2031年占比达到40%，2035年达到60%。"),
    ("The opening on 9 March 2032 came about ten months after the plan.", "2031年5月印发方案，2032年3月9日正式开港。"),
    (
        "The port pays up to three million yuan, though never more than three fifths of the price.",
        "港口支付不超过三百万元，且不超过价款的百分之六十。",
    ),
    (
        "While every crew is trained, the rule confines inspection to ferries that carry people.",
        "船员一律培训，只有载客渡轮才需要检查。",
    ),
    ("The crew has checked all but 11 of the 240 boats.", "救生艇共240艘，已检查229艘。"),
    ("By autumn the lock should be largely complete.", "船闸秋季基本建成。"),
    ("Tickets are sold online only.", "一律网上售票，不接受现金。"),
    (
        "By the end of June 2025 it had approved 37 piers worth just over NT$212 million.",
        "114年度截至6月30日止，核定37案、2億1,240萬元。",
    ),
    ("The port wrote to 14 owners and heard back from all but two.", "该港致函14位船东，收到12位回复。"),
    ("Its budget, 3.6 million yuan, is a fifth larger than this year's.", "明年预算360万元，今年为300万元。"),
    ("The plan runs from 2026 to 2030, five years in all.", "规划期为2026年至2030年。"),
    ("The parties have thirty days to object.", "当事人可以自送达之日起三十日内提出异议。"),
    ("The speed limit is the same for all ferries, old or new.", "新旧渡轮适用同一限速。"),
    ("Of the 14 applications 9 were granted, 3 refused and 2 withdrawn.", "申请14件，批准9件，驳回3件，撤回2件。"),
    ("Emissions were cut by a third compared with 2015.", "排放比2015年下降33%。"),
    ("The port may take over the pier only against compensation.", "港口征用码头的，应当给予补偿。"),
    ("The pier was shut down in March and has been idle ever since.", "码头3月关停，至今未恢复使用。"),
    ("The first 200 trips are free, and each further one costs 0.6 yuan.", "200次以内免费，超出部分每次0.6元。"),
    ("The crew must be heard before the order is issued.", "命令发布前应当听取船员意见。"),
]
WRONG = [
    ("The rule confines the duty to ferries above 40 tonnes.", "40吨以下的渡轮应当报告。"),
    ("The share is 40 percent by 2031 and 60 percent four years after that.", "到2031年占比达到40%，到2033年达到60%。"),
    ("On 12 March ferries stopped; they resumed the day before.", "3月12日渡轮停航，次日恢复。"),
    ("It opened on 3 May, two months before the trial.", "2031年5月3日开港。试航始于2031年3月。"),
    ("The fee is never more than two fifths of the fare.", "费用不低于票价的40%。"),
    ("Of every ten berths, fewer than three have power.", "岸电覆盖率为41%。"),
    ("Three berths in ten have power.", "岸电覆盖率为52%。"),
    ("The share was lifted by twelve points, to 47 percent.", "占比由30%提高到47%。"),
    ("Half of the fund goes to tugs.", "基金的30%用于拖轮。"),
    ("Trucks heavier than 12 tonnes may use the bridge.", "12吨以下货车可以通行。"),
    ("The fund is kept for three years at a minimum.", "资金最多留存三年。"),
    ("Only one of the five bidders met the rules.", "五家投标单位中三家符合要求。"),
    ("Freight fell by a good ten points.", "货运占比由40%降至35%。"),
    ("The draft was open for comment for thirty days.", "征求意见时间为2031年2月8日至3月25日。"),
    ("All told the three piers cost 9 billion yuan.", "三座码头分别投资32亿元、20亿元和10亿元。"),
    ("Of 260 respondents, 91, or 45 percent, were in favour.", "260名受访者中，91人表示赞成。"),
    ("A quarter of the berths, 500 in all, is free.", "每季度配额为500张，其中两成留给高校。"),
    ("The new pier cost 3.4 instead of 1.7 billion yuan.", "新码头原计划投资27亿元，实际投资34亿元。"),
    ("The port has yet to open the pier.", "港口已开放码头。"),
    ("The committee meets at least twice a year.", "委员会每年至少召开三次会议。"),
    ("Fewer than 40 ferries sail.", "开航渡轮43艘。"),
    ("Fewer than half the ferries are insured.", "渡轮投保率为54%。"),
    ("More than a dozen ferries sail.", "开航渡轮共9艘。"),
    ("Nearly all ferries, 96 percent, are insured.", "渡轮投保率为69%。"),
    ("Any ferry with a permit may land by night.", "大型渡轮可以夜间靠岸。"),
    ("The port may not close before May.", "港口自3月起关闭。"),
    ("East Port holds 27.8 percent.", "| 港口 | 占比（%） |\n|---|---|\n| 东港 | 41.5 |"),
    ("East and West Port together hold more than nine tenths.", "| 港口 | 占比（%） |\n|---|---|\n| 东港 | 41.5 |\n| 西港 | 27.8 |"),
    ("Payment is due within eighteen days.", "应当在十五日内付款。"),
    ("No fee above ten yuan may be charged.", "费用不得低于十元。"),
    ("They worked for nine months.", "2031年5月开工，2032年6月20日完工。"),
    ("The fund reached a good third.", "占比为28%。"),
    ("The report is due in three months.", "报告应当于六个月内提交。"),
    ("The share reached 40 per cent in 2031 and 60 per cent four years after that.", "2031年占比达到40%，2037年达到60%。"),
    ("Only firms that have been in business for at least five years may bid.", "投标企业应当成立满三年。"),
    ("The crew has checked all but 11 of the 240 boats.", "救生艇共240艘，已检查205艘。"),
    (
        "By the end of June 2024 it had approved 37 piers worth just over NT$212 million.",
        "114年度截至6月30日止，核定37案、2億1,240萬元。",
    ),
    ("The draft was open for comment for thirty days.", "征求意见时间为2025年2月8日至3月25日。"),
    ("The port wrote to 14 owners and heard back from all but four.", "该港致函14位船东，收到12位回复。"),
    ("Its budget, 4.5 million yuan, is a fifth larger than this year's 3 million.", "明年预算450万元，今年为300万元。"),
    ("The plan runs from 2026 to 2030, eight years in all.", "规划期为2026年至2030年。"),
    ("Emissions were cut by a third compared with 2015.", "排放比2015年下降13%。"),
    ("Of the 14 applications 6 were granted.", "申请14件，批准9件，驳回4件，撤回1件。"),
]


@pytest.mark.parametrize(("claim", "evidence"), RIGHT)
def test_a_free_wording_is_not_refused(claim: str, evidence: str) -> None:
    verdict = Verifier(None, None).verify(claim, [evidence], strict=True)
    assert not refutes(verdict), verdict.reasons


@pytest.mark.parametrize(("claim", "evidence"), WRONG)
def test_an_error_in_such_a_wording_is_refused(claim: str, evidence: str) -> None:
    assert refutes(Verifier(None, None).verify(claim, [evidence], strict=True))
