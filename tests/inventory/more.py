"""More shapes, with names that are rarer than those of make.py: families and
given names of three characters, old forms, kana alone, residents from abroad
in katakana, Latin letters and Chinese characters, names with titles.

Nobody in here exists. The lists are not those of the program: most of these
families are not in names.def, so what is measured is also what it does with a
name that it has never seen.
"""
import pathlib
import re
from datetime import date

FAMILY = ("薬師寺 勅使河原 西園寺 東海林 安孫子 五味 鮎川 蛭田 蓼沼 楠瀬 曽我部 御手洗 一之瀬 二宮 百瀬 千賀 六車 八木沢 九鬼 十河 名取 仁科 沼尻 波多野 蜂谷 半沢 "
          "比留間 日向 平賀 深町 福留 船曳 別府 逸見 保坂 真壁 牧瀬 正木 益子 三枝 溝口 宮内 向坂 室井 目黒 茂木 門馬 柳楽 簗瀬 湯川 由良 横溝 米倉 鷲尾 和久井 渡会 綿貫 "
          "池端 伊集院 磯貝 市橋 伊吹 入江 岩倉 宇佐美 臼井 梅原 江角 大河内 小笠原 岡部 奥泉 落合 小野寺 甲賀 風間 鹿島 勝俣 門倉 金森 狩野 川端 菅沼 神崎 木曽 絹川 清原 "
          "久慈 草刈 久世 久米 黒岩 桑田 郡司 小坂 小柳 権田 斎木 佐伯 榊 坂巻 笹川 鮫島 椎名 塩谷 柴崎 下村 城島 白鳥 新堂 杉原 鈴村 関谷 瀬戸 曽根 高梨 高見沢 竹下 立花 "
          "舘野 田代 玉置 丹羽 塚本 土方 手塚 寺沢 東郷 堂本 徳永 戸塚 富樫 豊川 鳥居 内海 永瀬 長沼 中条 成瀬 難波 齋藤 濵﨑 眞鍋 廣瀨 髙柳 德丸 渡邊 小澤 國分 櫻庭").split()
GIVEN = ("颯真 陽翔 結愛 凪 律 朝陽 心結 紬 芽依 琴音 詩 咲良 莉子 杏奈 彩葉 瑛太 奏多 伊織 暖 新 樹 晴翔 大翔 碧 楓花 かすみ ひかり みのり つかさ あゆみ さゆり キヨ ハル フミ "
         "喜久江 千代子 八重子 登美子 佐知子 美智子 五月 弥生 源一郎 龍之介 虎之助 正太郎 光太郎 慎太郎 善兵衛 貞治 嘉彦 寛之 義昭 俊輔 敬吾 雅人 将大 雄介 諒 遼平 毅 巌 勲 稔彦 "
         "慶子 佳奈 梨沙 麻衣 智恵 万里子 由紀 百合子 絵里 眞理 淑子 惠美 國男 榮一 壽子 和彦 俊夫 久美子 祐介 達也 健吾 充 学 進一 晃 政彦 典子").split()
ABROAD = ("グエン・ヴァン・アン|マリア サントス|ジョン スミス|カルロス・シルバ|ラマ ビシュヌ|アンナ・コワルスカ|NGUYEN VAN AN|SILVA CARLOS|SANTOS MARIA|KIM MINJUN|王 小明|李 娜|張 偉|陳 静|朴 智恵|金 民俊").split("|")
TITLES = "課長 係長 部長 主任 主査 主事 室長 校長 教諭 先生 議員 医師".split()
ILLNESS = "胃がん 統合失調症 うつ病 糖尿病 認知症 脳梗塞".split()


def dictionary(path, half=None):
    """Names from a dictionary of ipadic's form (EUC-JP, Noun.name.csv): every
    one as likely as the next, so much rarer than in life. With half 0 or 1 only
    those that a program built with -Dnames_half of the other has not seen, and
    no family of names.def."""
    global FAMILY, GIVEN
    rows = [r.split(",") for r in open(path, encoding="euc_jp")]
    kanji = [r for r in rows if all("\u4e00" <= c <= "\u9fff" or c == "々" for c in r[0])]
    known = set()
    if half is not None:
        own = pathlib.Path(__file__).parents[2] / "src/investigate/inventory/names.def"
        known = set(re.findall('FAMILY\\("([^"]+)"\\)', own.read_text(encoding="utf-8")))
        kanji = [r for r in kanji if sum(map(ord, r[0])) % 2 == half]
    FAMILY = [r[0] for r in kanji if r[7] == "姓" and r[0] not in known]
    GIVEN = [r[0] for r in kanji if r[7] == "名"]


def rare(rng, people):
    """The same persons under rarer names; one in twelve from abroad."""
    seen = set()
    for p in people:
        while True:
            p.full = None
            if rng.random() < 1 / 12:
                p.full = rng.choice(ABROAD)
                p.family, p.given = "", p.full
            else:
                p.family, p.given = rng.choice(FAMILY), rng.choice(GIVEN)
            if (p.family, p.given, p.birth) not in seen:
                break
        seen.add((p.family, p.given, p.birth))
    return people


def called(p, gap="　"):
    return p.full or p.family + gap + p.given


def resident(rng):
    return f"{rng.randrange(10**10, 10**11)}"


def residents(rng, ps, b):
    """住民台帳 with 住民票コード"""
    rows = [["住民票コード", "氏名", "フリガナ", "生年月日", "住所", "本籍", "筆頭者", "転入前住所"]]
    for p in ps:
        rows.append([resident(rng), called(p), "ヤマダ　タロウ", b(rng, p.birth), p.address, p.address, called(p), ""])
    n = len(ps)
    return rows, {"resident_code": n, "name": 2 * n, "birth_date": n, "address": n * 2}


def care(rng, ps, b):
    """介護"""
    rows = [["被保険者番号", "氏名", "生年月日", "要介護度", "主病名", "認定日"]]
    special = ordinance = 0
    for p in ps:
        degree, ill = rng.choice(["要介護１", "要介護２", "要支援1", "非該当"]), rng.choice(ILLNESS + ["", "なし"])
        ordinance += degree != "非該当"
        special += ill not in ("", "なし")
        rows.append([f"00{rng.randrange(10**7, 10**8)}", called(p, " "), b(rng, p.birth), degree, ill, "令和6年4月1日"])
    return rows, {"health_insurance": len(ps), "name": len(ps), "birth_date": len(ps), "special_care": special, "ordinance_special_care": ordinance}


def welfare(rng, ps, b):
    """生活保護"""
    rows = [["ケース番号", "世帯主氏名", "世帯主生年月日", "住所", "生活保護区分", "障害等級", "備考"]]
    special = ordinance = 0
    for i, p in enumerate(ps):
        grade, note = rng.choice(["", "1級", "2級", "なし"]), rng.choice(["", "療育手帳の交付あり", "ケース会議済み", "通院なし", "うつ病のため就労困難"])
        special += (grade not in ("", "なし")) + (note[:1] in "療う" if note else 0)
        ordinance += 1
        rows.append([f"{i + 1:05}", called(p), b(rng, p.birth), p.address, rng.choice(["受給中", "開始", "停止"]), grade, note])
    n = len(ps)
    return rows, {"name": n, "birth_date": n, "address": n, "special_care": special, "ordinance_special_care": ordinance}


def accounts(rng, ps, b):
    """職員 accounts"""
    rows = [["職員番号", "氏名", "所属", "ログインID", "初期パスワード", "メールアドレス", "パスワード変更日"]]
    for p in ps:
        rows.append([f"{700000 + p.number}", called(p), rng.choice(["税務課", "福祉課", "市民課"]), f"k{p.number:05}", f"{rng.choice('ABCDEF')}x{rng.randrange(10**5, 10**6)}q",
                     p.mail, "2025-04-01"])
    n = len(ps)
    return rows, {"name": n, "credential": n, "email": n}


def pupils(rng, ps, b):
    """名簿 of a school"""
    rows = [["年", "組", "番", "児童名", "ふりがな", "保護者氏名", "緊急連絡先", "アレルギー"]]
    special = 0
    for i, p in enumerate(ps):
        a = rng.choice(["", "なし", "卵", "小麦", "そば"])
        special += a in ("卵", "小麦", "そば")
        rows.append(["3", "2", str(i + 1), called(p), "やまだ　たろう", (p.family or "山田") + "　恵子", p.phone, a])
    n = len(ps)
    return rows, {"name": 2 * n, "phone": n, "special_care": special}


SHAPES = {"residents": residents, "care": care, "welfare": welfare, "accounts": accounts, "pupils": pupils}


def notes(rng, ps, b):
    """Consultations, minutes, handing over: how people are named in text."""
    lines, n = ["業務日誌", ""], {"name": 0, "phone": 0, "birth_date": 0, "address": 0, "special_care": 0, "ordinance_special_care": 0, "credential": 0}

    def more(**k):
        for key, v in k.items():
            n[key] += v

    for i, p in enumerate(ps):
        full = p.full or p.family + p.given
        apart = called(p, rng.choice([" ", "　"]))
        form = i % 12
        if form == 0:
            lines += [f"氏　名：{apart}", f"生年月日：{b(rng, p.birth)}", f"病　名：{rng.choice(ILLNESS)}", f"電　話：{p.phone}", ""]
            more(name=1, birth_date=1, phone=1, special_care=1)
        elif form == 1:
            lines += [f"{full}様（{b(rng, p.birth)}生）から窓口で相談があった。", ""]
            more(name=1, birth_date=1)
        elif form == 2:
            lines += [f"本日、{full}さんが来庁し、転入の手続を行った。", ""]
            more(name=1)
        elif form == 3:
            lines += [f"{apart} 氏（{p.address}）に書類を送付した。", ""]
            more(name=1, address=1)
        elif form == 4:
            lines += [f"{p.family or '田中'}{rng.choice(TITLES)}に報告し、指示を受けた。", ""]
            more(name=1)
        elif form == 5:
            lines += [f"その後、{full}が窓口に戻り、書類を受け取った。", ""]
            more(name=1)
        elif form == 6:
            two = rng.choice(GIVEN)
            lines += [f"出席者：{apart}、{rng.choice(FAMILY)}　{two}", ""]
            more(name=2)
        elif form == 7:
            lines += [f"通報者は{full}（{rng.randrange(20, 80)}）で、現場にいた。", ""]
            more(name=1)
        elif form == 8:
            lines += [f"{full}さんは{rng.choice(ILLNESS)}で通院している。", ""]
            more(name=1, special_care=1)
        elif form == 9:
            lines += [f"担当：{apart}（内線99{i % 100:02}）", ""]
            more(name=1)
        elif form == 10:
            lines += [f"{apart} 殿", "", "下記のとおり通知します。", ""]
            more(name=1)
        else:
            lines += [f"{full}様は生活保護を受給している。初期パスワード：Aq{rng.randrange(10**4, 10**5)}z", ""]
            more(name=1, ordinance_special_care=1, credential=1)
    return lines, n


def mail_log(rng, ps):
    """Postfix: addresses, no names."""
    out = []
    for i, p in enumerate(ps):
        out.append(f"Nov 24 10:{i // 60 % 60:02}:{i % 60:02} mx postfix/smtp[{rng.randrange(1000, 30000)}]: {rng.getrandbits(40):010X}: to=<{p.mail}>, relay=mail.example.jp[192.0.2.{i % 250}]:25, "
                   f"delay=0.{i % 99:02}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {rng.getrandbits(40):010X})")
    return "\n".join(out) + "\n", {"email": len(ps)}


def welfare_pages(rng):
    """What an office publishes: policy, services, statistics. Nobody is in it."""
    page = """生活保護制度について

生活保護は、病気や障害などで生活に困っている方に対し、困窮の程度に応じて必要な保護を行う制度です。
身体障害者手帳、療育手帳、精神障害者保健福祉手帳をお持ちの方は、手当を受けられる場合があります。
認知症や統合失調症などの相談は、保健センターで受け付けています。要介護認定の申請は高齢福祉課へ。
児童虐待や児童相談に関することは、こども家庭センターまで。妊娠届の提出後に母子健康手帳を交付します。
大野町、高山市、山県市、中津川市、原町、森林公園、林野庁、関係課長会議、主任介護支援専門員、総務部長、財政課長
パスワードは8文字以上とし、定期的に変更してください。IDとパスワードは別途通知します。
"""
    form = "申請書\n\n氏名：\n住所：\n生年月日：　　　　年　　月　　日\n病名：\n障害等級：\n電話：\n\n※ 障害者手帳の写しを添えてください。\n"
    stats = "年度,病名,患者数,入院,通院\r\n" + "".join(f"{2000 + i},{ILLNESS[i % 6]},{rng.randrange(10, 999)},{rng.randrange(99)},{rng.randrange(99)}\r\n" for i in range(24))
    places = "".join(f"{2020 + i % 5}年度は、{c}市と{t}町で説明会を開いた。参加者は{rng.randrange(10, 99)}人であった。\n" for i, (c, t) in enumerate(zip("高山 大野 山県 中津川 関 可児 土岐 瑞浪 恵那 羽島".split(), "八百津 川辺 白川 神戸 池田 養老 垂井 笠松 岐南 北方".split())))
    goods = "品番,品名,型式,数量,単価\r\n" + "".join(f"TK{rng.randrange(10**6, 10**7)},{rng.choice(['森林 太陽光パネル', '小川 型ポンプ', '高橋 梁用金物', '白石 タイル', '金子 型鋼'])},AB{rng.randrange(10**5, 10**6)},{rng.randrange(99)},{rng.randrange(9999)}\r\n" for _ in range(200))
    return {"negative/welfare.txt": (page * 20).encode(), "negative/form.txt": form.encode("cp932"), "negative/illness.csv": stats.encode("cp932"),
            "negative/places.txt": places.encode(), "negative/goods.csv": goods.encode("cp932")}
