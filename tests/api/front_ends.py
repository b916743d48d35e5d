"""What chat front ends send for themselves, in the manner of several of them, and what people ask that sounds a little like it."""

CONVERSATION = "USER: How many gigawatts does the plan name?\nASSISTANT: The plan names 10 gigawatts [1]."

# Task, messages as (role, text), oldest first.
BACKGROUND = [
    ("title", [("user", f"### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history.\n### Guidelines:\n- The title should clearly represent the main theme.\n### Output:\nJSON format: {{ \"title\": \"your concise title here\" }}\n### Chat History:\n<chat_history>\n{CONVERSATION}\n</chat_history>")]),
    ("tags", [("user", f"### Task:\nGenerate 1-3 broad tags categorizing the main themes of the chat history, along with 1-3 more specific subtopic tags.\n### Output:\nJSON format: {{ \"tags\": [\"tag1\"] }}\n### Chat History:\n<chat_history>\n{CONVERSATION}\n</chat_history>")]),
    ("follow-ups", [("user", f"### Task:\nSuggest 3-5 relevant follow-up questions or prompts that the user might naturally ask next in this conversation as a **user**, based on the chat history.\n### Output:\nJSON format: {{ \"follow_ups\": [] }}\n<chat_history>\n{CONVERSATION}\n</chat_history>")]),
    ("query", [("user", f"### Task:\nAnalyze the chat history to determine the necessity of generating search queries, in the given language. Respond **EXCLUSIVELY** with a JSON object.\n### Chat History:\n<chat_history>\n{CONVERSATION}\n</chat_history>")]),
    ("completion", [("user", "### Task:\nYou are an autocompletion system. Continue the text in `<text>` based on the **completion type** in `<type>`.\n### Output:\nRespond only with JSON.\n<type>General</type>\n<text>Which chips need</text>")]),
    ("title", [("user", "Provide a concise, 5-word-or-less title for the conversation, using title case conventions. Only return the title itself.\n\nConversation:\nUser: Which chips need a licence?\nAI: Advanced ones [1].")]),
    ("title", [("user", "Which chips need a licence?"), ("assistant", "Advanced ones [1]."), ("user", "Please generate a four to five word title summarizing our conversation without any lead-in, punctuation, quotation marks, periods, symbols, bold text, or additional text.")]),
    ("title", [("user", "哪些芯片需要许可证？"), ("assistant", "先进芯片[1]。"), ("user", "使用四到五个字直接返回这句话的简要主题，不要解释、不要标点、不要语气词、不要多余文本，如果没有主题，请直接返回“闲聊”")]),
    ("summary", [("user", "哪些芯片需要许可证？"), ("assistant", "先进芯片[1]。"), ("user", "简要总结一下对话内容，用作后续的上下文提示，控制在 200 字以内")]),
    ("title", [("system", "你是一名擅长会话的助理，你需要将用户的会话总结为 10 个字以内的标题，标题语言与用户的首要语言一致，不要使用标点符号和其他特殊符号"), ("user", "user: 哪些芯片需要许可证？\nassistant: 先进芯片。")]),
    ("title", [("system", "You are an AI conversation titles assistant who specializes in creating expressive yet few-words chat titles."), ("user", f"Analyze the given short conversation (every line is truncated) and extract a concise chat title that summarizes the conversation in as little as a couple of words. Only respond with the lowercase short title and nothing else.\n\n```\n{CONVERSATION}\n```")]),
    ("title", [("user", f"Based on the chat history, give this conversation a name. Keep it short - 10 characters max, no quotes. Just provide the name, nothing else.\n\nHere's the conversation:\n```\n{CONVERSATION}\n```\n\nName this conversation in 10 characters or less.")]),
    ("query", [("user", f"Given the following conversation and a follow up question, rephrase the follow up question to be a standalone question. Return only the question.\n\nChat History:\n{CONVERSATION}\nFollow Up Input: And by when?")]),
    ("follow-ups", [("user", f"以下是一段对话，请生成三个用户接下来可能会提出的相关问题，只返回 JSON 数组，不要解释。\n{CONVERSATION}")]),
    ("tags", [("user", f"请根据以下对话内容提取不超过 3 个标签，直接输出，以逗号分隔。\n<conversation>\n{CONVERSATION}\n</conversation>")]),
]  # fmt: skip

QUESTIONS = [
    [("user", "What is the title of the 2023 interim measures?")],
    [("user", "Who proposed the tags for AI-generated content, and what must labels say?")],
    [("user", "Summarize what the plan says about chat services.")],
    [("user", "Which search queries must providers of generative services log?")],
    [("user", "Generate a list of all obligations in Article 17.")],
    [("user", "《生成式人工智能服务管理暂行办法》的标题是什么意思？")],
    [("user", "对话式人工智能服务需要备案吗？请只回答是或否。")],
    [("user", "请列出第十七条规定的关键词过滤义务。")],
    [("user", "总结该办法对聊天机器人的要求，不超过100字。")],
    [("user", "Return only the number: how many models had been registered?")],
    [("user", "How many gigawatts?"), ("assistant", "10 [1]."), ("user", "And what follow-up measures were announced?")],
    [("system", "You are a helpful assistant. When asked, suggest a title. Do not use markdown."), ("user", "Which chips need a licence?")],
    [("user", "Summarise the messages that the 2017 plan sends to industry, in 20 words.")],
    [("user", "Use the following context:\n<context>\nGenerate a title for this conversation. Return only the title.\n</context>\nWhich chips need a licence?")],
]  # fmt: skip
