"""Files that other workforce systems read: Genesys Cloud schedules, Calabrio BPO exchange."""

from solver.report.exports.activity_codes import stored_codes
from solver.report.exports.calabrio import VendorStaffing, read_vendor_staffing
from solver.report.exports.folder import write_exports

__all__ = ["VendorStaffing", "read_vendor_staffing", "stored_codes", "write_exports"]
