"""What every page needs: guards, forms, tables, answers, headers, languages. Knows no feature."""
