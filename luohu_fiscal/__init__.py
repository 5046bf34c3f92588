"""luohu_fiscal"""
