"""Store and forward along the chain Earth - rover - helicopter, in SimPy.

`product` is what travels, `store` where it waits, `chain` who is next to whom, `ledger` what became of
everything, `transfer` how a product crosses one hop.
"""
