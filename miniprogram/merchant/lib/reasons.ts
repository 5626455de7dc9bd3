/** Reasons for a rejection that are given often: a tap instead of typing. */
export const commonReasons = ['订单已退款', '抬头或税号有误，请核对后重新申请', '该订单已开过发票', '订单尚未完成'];
