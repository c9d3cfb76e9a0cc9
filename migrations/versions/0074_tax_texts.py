"""What papers say of VAT as master data, with what they said so far"""

import secrets
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0074_tax_texts"
down_revision = "0073_air_limits"
branch_labels = None
depends_on = None

SINCE = date(2007, 1, 1)
"""The day Directive 2006/112/EC came into force."""
SAID = (
    ("O", "en", "Not subject to VAT"),
    ("O", "zh", "不属于增值税征收范围"),
    ("O", "ar", "غير خاضع لضريبة القيمة المضافة"),
    ("G", "en", "Export outside the EU, exempt from VAT under Article 146 of Directive 2006/112/EC"),
    ("G", "zh", "出口至欧盟境外，依据指令 2006/112/EC 第 146 条免征增值税"),
    (
        "G",
        "ar",
        "تصدير إلى خارج الاتحاد الأوروبي، معفى من ضريبة القيمة المضافة بموجب المادة 146 من التوجيه 2006/112/EC",
    ),
    ("K", "en", "Intra-community supply, exempt from VAT under Article 138 of Directive 2006/112/EC"),
    ("K", "zh", "欧盟内部供货，依据指令 2006/112/EC 第 138 条免征增值税"),
    (
        "K",
        "ar",
        "توريد داخل الاتحاد الأوروبي، معفى من ضريبة القيمة المضافة بموجب المادة 138 من التوجيه 2006/112/EC",
    ),
)
SOURCES = {
    "O": "EN 16931, VATEX-EU-O",
    "G": "Directive 2006/112/EC, Article 146",
    "K": "Directive 2006/112/EC, Article 138",
}


def upgrade() -> None:
    table = op.create_table(
        "tax_text",
        sa.Column("category", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(changed_by IS NULL) = (approved_by IS NULL) AND (changed_by IS NULL OR changed_by <> approved_by)",
            name=op.f("ck_tax_text_four_eyes"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_tax_text_approved_by")),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.id"], name=op.f("fk_tax_text_changed_by")),
        sa.PrimaryKeyConstraint("category", "language", "valid_from", name=op.f("pk_tax_text")),
    )
    rows = [
        {"category": each, "language": language, "valid_from": SINCE, "sentence": said, "source": SOURCES[each]}
        for each, language, said in SAID
    ]
    op.bulk_insert(table, rows)
    op.execute(
        sa.text(
            "INSERT INTO holding_mark (id, mark) VALUES (1, :mark) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark"
        ).bindparams(mark=secrets.token_hex(16))
    )


def downgrade() -> None:
    op.drop_table("tax_text")
