"""Knows what order sheets call their columns in nine languages.

A heading is compared after folding: no case, accents, Arabic vowel signs, punctuation or brackets;
alef and ta marbuta in one form; digits and letters of full width made plain.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache


class Field(StrEnum):
    """What a column of an order sheet means."""

    PART = "part"
    QUANTITY = "quantity"
    NOTE = "note"
    DATE = "date"
    PRICE = "price"
    AMOUNT = "amount"
    CURRENCY = "currency"
    DESCRIPTION = "description"
    UNIT = "unit"
    LINE = "line"
    VIN = "vin"


SYNONYMS: dict[Field, str] = {
    Field.PART: """
        Part No. | Part Nr | P/N | PN | Part number | Part num | Part # | Parts number | Parts No
        | Spare part number | Spare part no | Item number | Item no | Item code | Article number
        | Article no | Material number | Material no | Material code | SKU | OEM
        | OEM number | OEM no
        | OE number | OE No | Product code | Product number | Part code | Ordered part
        | Partnumber
        | 零件号 | 配件号 | 料号 | 物料编码 | 物料号 | 零件编号 | 配件编号 | 零件号码 | 配件号码
        | 备件号 | 备件编号
        | 零件图号 | 图号 | 产品编码 | 件号 | 零件编码 | 配件编码 | 备件编码 | 零件代码
        | رقم القطعة | رقم قطعة الغيار | رقم الصنف | كود القطعة | كود الصنف | رمز القطعة
        | رقم القطع
        | رقم البارت | بارت نمبر
        | Teilenummer | Teile-Nr. | Teilenr | Teil-Nr | Artikelnummer | Artikel-Nr.
        | Artikelnr | Art.-Nr.
        | Sachnummer | Sach-Nr | Materialnummer | Material-Nr | Ersatzteilnummer | Ersatzteil-Nr
        | Bestellnummer Teil | ET-Nummer
        | Référence | Réf. | Référence pièce | Réf. pièce | Référence article | Réf. article
        | Numéro de pièce | N° de pièce | N° pièce | No de pièce | Code article | Code pièce
        | Numéro d'article | N° article
        | Número de pieza | N.º de pieza | Nº pieza | No. de pieza | Número de parte
        | N.º de parte
        | No. de parte | Nro de parte | Nro. de pieza | Número de artículo | Código de pieza
        | Código de parte | Código de artículo | Código del repuesto | Código de repuesto
        | Referencia
        | Ref. pieza | Num parte | Numero repuesto
        | Código da peça | Código peça | Número da peça | N.º da peça | Nº da peça | Nº peça
        | Referência | Código do item | Código do produto | Part number peça | Cód. peça
        | Cód. da peça
        | Номер детали | № детали | Артикул | Каталожный номер | Кат. номер | Номер запчасти
        | № запчасти | Код детали | Код запчасти | Номер по каталогу | Парт-номер | Партномер
        | Номенклатурный номер | Обозначение детали
        | หมายเลขอะไหล่ | รหัสสินค้า | รหัสอะไหล่ | เบอร์อะไหล่ | เลขที่อะไหล่ | เลขอะไหล่
        | พาร์ทนัมเบอร์
        | หมายเลขชิ้นส่วน | รหัสชิ้นส่วน
    """,
    Field.QUANTITY: """
        Qty | Quantity | Q'ty | Quant. | Pcs | Pieces | Order qty | Order quantity | Ordered qty
        | Ordered quantity | Qty ordered | Quantity ordered | Requested qty | Requested quantity
        | Required qty | Required quantity | Qty required | Qty requested | No. of pieces
        | Number of pieces
        | 数量 | 订购数量 | 订货数量 | 订单数量 | 需求数量 | 采购数量 | 件数 | 订购量 | 需求量 | 订货量
        | الكمية | الكميه | كمية | العدد | عدد | الكمية المطلوبة | عدد القطع
        | Menge | Anzahl | Stück | Stückzahl | Bestellmenge | Stk. | Bedarf | Bedarfsmenge | Anz.
        | Quantité | Qté | Quantité commandée | Qté commandée | Nombre | Nb | Nbre | Qté cdée
        | Cantidad | Cant. | Cantidad pedida | Cantidad solicitada | Unidades | Uds | Ctd | Piezas
        | Quantidade | Qtd | Qtde | Quant | Quantidade pedida | Quantidade solicitada
        | Qtd. pedida
        | Кол-во | Количество | Колво | Кол | Количество шт | Шт | Штук | Заказ шт
        | Заказано | Заказываемое количество
        | จำนวน | ปริมาณ | จำนวนที่สั่ง | จำนวนสั่งซื้อ | จำนวนชิ้น
    """,
    Field.NOTE: """
        Note | Notes | Remark | Remarks | Comment | Comments | Memo
        | 备注 | 说明 | 注释 | 附注 | ملاحظة | ملاحظات | تعليق | Bemerkung | Bemerkungen | Notiz | Hinweis
        | Anmerkung | Kommentar | Remarque | Remarques | Commentaire | Commentaires | Nota | Notas
        | Observación | Observaciones | Comentario | Comentarios | Observação | Observações | Obs
        | Comentário | Примечание | Примечания | Комментарий | Заметка | หมายเหตุ | บันทึก
    """,
    Field.DATE: """
        Date | Requested date | Requested delivery date | Delivery date | Required date | Need by
        | 日期 | 要求到货日 | 需求日期 | 交货日期 | 要求日期 | التاريخ | تاريخ التسليم | تاريخ التسليم المطلوب
        | Datum | Wunschliefertermin | Liefertermin | Wunschtermin | Lieferdatum | Date souhaitée
        | Date de livraison | Fecha | Fecha solicitada | Fecha de entrega | Data | Data solicitada
        | Data de entrega | Дата | Желаемая дата | Дата поставки | วันที่ | วันที่ต้องการรับ
        | วันที่ส่ง
    """,
    Field.PRICE: """
        Price | Unit price | Net price | List price | U/P | FOB price | Unit cost | 单价 | 价格 | 含税单价
        | السعر | سعر الوحدة | Preis | Stückpreis | Einzelpreis | Nettopreis | Listenpreis | Prix
        | Prix unitaire | P.U. | Prix net | Precio | Precio unitario | Preço
        | Preço unitário | Цена
        | Цена за единицу | Цена за шт | ราคา | ราคาต่อหน่วย
    """,
    Field.AMOUNT: """
        Amount | Total | Line total | Total price | Total amount | Value | 金额 | 总价 | 总金额 | 合计
        | المبلغ | الإجمالي | المجموع | Betrag | Gesamt | Gesamtpreis | Summe | Montant
        | Prix total
        | Importe | Precio total | Valor | Valor total | Preço total | Сумма | Итого | Стоимость
        | จำนวนเงิน | รวม | ราคารวม
    """,
    Field.CURRENCY: """
        Currency | Curr | Ccy | 币种 | 货币 | العملة | Währung | Devise | Monnaie | Moneda
        | Divisa | Moeda
        | Валюта | สกุลเงิน
    """,
    Field.DESCRIPTION: """
        Description | Part name | Name | Designation | Part description | Item description
        | Item name
        | 名称 | 零件名称 | 配件名称 | 描述 | 品名 | 中文名称 | 英文名称 | الوصف | البيان | اسم القطعة | الاسم
        | Bezeichnung | Benennung | Beschreibung | Teilebezeichnung | Teilename
        | Désignation | Libellé
        | Descripción | Denominación | Nombre | Descrição | Denominação | Nome | Nome da peça
        | Наименование | Название | Описание | Наименование детали | ชื่ออะไหล่ | รายละเอียด
        | รายการ
        | ชื่อสินค้า | คำอธิบาย
    """,
    Field.UNIT: """
        Unit | UoM | U/M | Unit of measure | 单位 | 计量单位 | الوحدة | وحدة القياس | Einheit | ME
        | Mengeneinheit | Unité | Unité de mesure | Unidad | Unidad de medida | UM | Unidade
        | Unidade de medida | Ед. | Ед. изм. | Единица | Единица измерения | หน่วย | หน่วยนับ
    """,
    Field.LINE: """
        No. | Nr. | # | Line | Line no | Line number | Pos | Pos. | Position | S/N | Sl no
        | Seq | Sr no
        | Row | 序号 | 行号 | 编号 | م | الرقم | رقم | مسلسل | الرقم التسلسلي | Lfd. Nr. | Zeile
        | N° | N.º | Nº
        | Ligne | Línea | Renglón | Linha | № | № п/п | п/п | Строка | ลำดับ | ลำดับที่ | ที่
    """,
    Field.VIN: """
        VIN | Chassis | Chassis no | Chassis number | VIN number | VIN code | 车架号 | 底盘号 | 车辆识别代号
        | رقم الهيكل | رقم الشاسيه | Fahrgestellnummer | FIN | Fahrgestell-Nr | Numéro de châssis
        | N° de châssis | Châssis | Bastidor | Número de bastidor | Número de chasis
        | Chasis | Chassi
        | Número do chassi | ВИН | Номер кузова | Номер шасси | หมายเลขตัวถัง | เลขตัวถัง
    """,
}
# Words that name the part only when no plainer heading does: often the line or the name instead.
WEAK_PARTS = """
    Item | Items | Article | Part | Parts | Spare part | Code | Number | Product | Material
    | Artikel
    | Teil | Teile | Pièce | Code produit | Pieza | Parte | Repuesto | Código | Cód. | Peça
    | Item peça
    | Artículo | Artigo | Деталь | Запчасть | Код | Номер | 零件 | 配件 | 编码 | 编号 | 代码 | 型号
    | القطعة | القطع | الصنف | الكود | قطعة الغيار | อะไหล่ | รหัส | สินค้า | หมายเลข
"""
# Headings that hold a part or quantity word yet mean something else.
OTHER_MEANINGS_LIST = """
    min | minimum | mindest | moq | pack | packing | package | spq | verpackung | stock | lager
    | available | shipped | delivered | received | open | backorder | per | pro | par | por | na
    | name | description | old | new | superseded | substitute | replacement | ersetzt | price
    | preis | date | customer | hs | unit | max | alternative | alternate | supplier | total
    | weight | net | gross | bezeichnung
"""
BRACKETS = re.compile(r"[(\[{（【].*?[)\]}）】]")
ARABIC_FORMS = str.maketrans("أإآٱةىـ", "ااااهي\u0640")
PLAIN_PARTS = {"№": " no ", "#": " no ", "º": "o", "°": "o", "ß": "ss", "ё": "е", "й": "и"}


@cache
def folded(heading: str) -> str:
    """A heading reduced to what it says: lower-case letters and digits, single spaces."""
    text = BRACKETS.sub(" ", heading) if BRACKETS.sub("", heading).strip() else heading
    for sign, plain in PLAIN_PARTS.items():
        text = text.replace(sign, plain)
    text = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "").casefold())
    text = "".join(sign for sign in text if not is_mark(sign)).translate(ARABIC_FORMS)
    return " ".join("".join(sign if sign.isalnum() or is_thai(sign) else " " for sign in text).split())


def is_mark(sign: str) -> bool:
    """An accent, an Arabic vowel sign or tatweel; Thai vowels and tones are letters of the word."""
    return sign == "\u0640" or (unicodedata.category(sign) in ("Mn", "Cf") and not is_thai(sign))


def is_thai(sign: str) -> bool:
    return "\u0e00" <= sign <= "\u0e7f"


def words_of(listing: str) -> Iterable[str]:
    """The folded entries of a bar-separated list."""
    return (folded(word) for word in listing.split("|"))


def lookup_table() -> dict[str, Field]:
    """Folded heading, with and without its spaces, to field; the first field listed keeps it."""
    table: dict[str, Field] = {}
    for field, listing in SYNONYMS.items():
        for word in words_of(listing):
            table.setdefault(word, field)
            table.setdefault(word.replace(" ", ""), field)
    return table


FIELD_OF = lookup_table()
WEAK = frozenset(words_of(WEAK_PARTS))
OTHER_MEANINGS = frozenset(words_of(OTHER_MEANINGS_LIST))
LONGEST_HEADING = 80


def recognise(header_cells: Sequence[str]) -> dict[int, Field]:
    """Column index (from 0) to field for the headings that are known; two may mean the same.

    A heading that only contains a known word ("Part number OEM", "Qty Dubai") counts when no
    heading is that word; "Item", "Code" and their like count when nothing plainer names the part.
    """
    keys = [folded(cell) if len(cell) <= LONGEST_HEADING else "" for cell in header_cells]
    found = {i: field for i, key in enumerate(keys) if (field := exact(key))}
    for field in (Field.PART, Field.QUANTITY):
        if field not in found.values():
            near = {i: field for i, key in enumerate(keys) if i not in found and holds(key, field)}
            found |= near
    if Field.PART not in found.values():
        found |= {i: Field.PART for i, key in enumerate(keys) if i not in found and key in WEAK}
    return dict(sorted(found.items()))


def exact(key: str) -> Field | None:
    """The field a folded heading names outright; of two languages in one cell both must agree."""
    if not key:
        return None
    return FIELD_OF.get(key) or FIELD_OF.get(key.replace(" ", "")) or both_halves(key)


def both_halves(key: str) -> Field | None:
    """零件号 Part No: a heading and its translation side by side."""
    words = key.split()
    for cut in range(1, len(words)):
        left = FIELD_OF.get(" ".join(words[:cut]))
        if left and left is FIELD_OF.get(" ".join(words[cut:])):
            return left
    return None


def holds(key: str, field: Field) -> bool:
    """Whether a folded heading begins or ends with a known word of the field and hides no other."""
    words = key.split()
    if len(words) < 2 or OTHER_MEANINGS.intersection(words):
        return False
    edges = [" ".join(words[:n]) for n in range(1, len(words))]
    edges += [" ".join(words[-n:]) for n in range(1, len(words))]
    return any(FIELD_OF.get(edge) is field for edge in edges)
