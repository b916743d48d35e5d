"""A question that asks which company, person or place is not answered by a sentence that names none."""

import pytest

from ragassist.answer.names_wanted import holds_wanted_name, wanted


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which company was the first to be fined?", "company"),
        ("Which ferry operators already hold the permit?", "company"),
        ("In which Chinese cities do the workshops take place?", "city"),
        ("Which country banned the ferry first?", "country"),
        ("Which scholar wrote of night ferries?", "person"),
        ("哪些企业已经采购了渡轮？", "company"),
        ("立场文件是由哪位代表提交的？", "person"),
        ("首家通过备案的公司是哪家？", "company"),
        ("Which companies must register?", ""),
        ("Which city department runs the ferry?", ""),
        ("What fine can a company expect?", ""),
        ("Under what circumstances may a bank wait?", ""),
        ("哪些企业应当登记？", ""),
        ("哪类企业采购了渡轮？", ""),
        ("What does the company build?", ""),
        ("What share of ports was using cranes, and of firms?", ""),
        ("What share of foreign firms was fined?", ""),
        ("What is the tool called with which the port lets companies moor?", ""),
        ("Which expert group wrote of ferries?", ""),
        ("According to the port, which company was fined?", "company"),
        ("When was it fined, and by which company?", "company"),
        ("Three firms were fined in May. Which platforms were they on?", "company"),
        ("Which two multinationals left the port?", "company"),
        ("Which platforms must register?", ""),
        ("What are the two villages called that were flooded?", "city"),
        ("Name the counties that built a pier.", "city"),
        ("提案的时候，有哪些国家答应加入？", "country"),
        ("发言的六个市，是哪六个？", "city"),
        ("试验区划在哪个区？", "city"),
        ("Where will the workshops be held?", "venue"),
        ("研讨会在哪儿举行？", "venue"),
        ("潮汐表是用哪个大模型算的？", "model"),
        ("Which language model answers the callers?", "model"),
        ("Where does the duty end?", ""),
    ],
)
def test_a_name_is_asked_for_only_where_the_words_leave_no_other_answer(question, kind):
    assert wanted(question) == kind


@pytest.mark.parametrize(
    ("question", "statement", "holds"),
    [
        ("Which company was the first to be fined?", "如果企业违规停泊，处20万欧元罚款。", False),
        ("Which company was the first to be fined?", "西门子因违规停泊被罚。", True),
        ("Which company was the first to be fined?", "该公司因违规停泊被罚。", True),
        ("Which company was the first to be fined?", "青石重工集团因违规停泊被罚。", True),
        ("Which company was the first to be fined?", "Harbourline因违规停泊被罚。", True),
        ("Which newspaper wrote of it?", "《青石晚报》报道了此事。", True),
        ("Which company besides Siemens builds cranes?", "西门子制造吊机。", False),
        ("In which Chinese cities do the workshops take place?", "中方愿同各国共同办班。", False),
        ("Which Chinese city has most piers?", "新华社宁波5月1日电 全国已有40个城市建成码头。", False),
        ("Which Chinese city has most piers?", "港务局局长1日在宁波透露，全国40个城市建成码头。", False),
        ("Which Chinese city has most piers?", "码头最多的是宁波。", True),
        ("Which Chinese city has most piers?", "码头连通南北，伦理审查由地方负责。", False),
        ("In which Chinese cities do the workshops take place?", "研修班在青石市举办。", True),
        ("立场文件是由哪位代表提交的？", "2021年12月，向大会提交立场文件。", False),
        ("立场文件是由哪位代表提交的？", "2021年12月，由王小明向大会提交立场文件。", True),
        ("Which companies must register?", "运送旅客的应当登记。", True),
        ("Which two multinationals left the port?", "两家跨国公司撤离了港口。", False),
        ("Which two multinationals left the port?", "西门子和另一家公司撤离了港口。", True),
        ("提案的时候，有哪些国家答应加入？", "中国提出该倡议，四十多个国家参加联署。", False),
        ("提案的时候，有哪些国家答应加入？", "法国和巴西参加联署。", True),
        ("哪个国家首先禁止夜航？", "中国首先禁止夜航。", True),
        ("发言的六个市，是哪六个？", "六个市在会上作了发言。", False),
        ("试验区划在哪个区？", "本市探索建立航运试验区。", False),
        ("试验区划在哪个区？", "试验区设在云埠区。", True),
        ("研讨会在哪儿举行？", "研讨会于五月正式举行。", False),
        ("研讨会在哪儿举行？", "研讨会在青石会展中心举行。", True),
        ("潮汐表是用哪个大模型算的？", "该表可预报潮位，已在多个港口应用。", False),
        ("潮汐表是用哪个大模型算的？", "潮汐表由“Tide-2”算出。", True),
    ],
)
def test_what_names_nobody_is_told_from_what_may(question, statement, holds):
    assert holds_wanted_name(question, statement, "zh") is holds


def test_a_name_in_an_english_statement_is_one_that_the_question_lacks():
    asked = "Which company built the quay?"
    assert holds_wanted_name(asked, "The quay was built by Siemens.", "en")
    assert not holds_wanted_name(asked, "The quay was built in two years.", "en")


@pytest.mark.parametrize(
    ("statement", "holds"),
    [
        ("The obligations for carriers followed on 2 August.", False),
        ("A voluntary Code of Practice was published in July.", False),
        ("Siemens signed it in July.", True),
    ],
)
def test_in_english_a_word_that_the_dictionary_has_is_no_name(statement, holds):
    assert holds_wanted_name("Which crane makers had signed by the end of July?", f"So far: {statement}", "en") is holds


def test_in_english_a_place_may_be_a_word_of_the_dictionary():
    assert holds_wanted_name("In which states are the new piers?", "The new piers stand in Texas and Maine.", "en")
    assert not holds_wanted_name("In which states are the new piers?", "So far five new piers were announced in September.", "en")
