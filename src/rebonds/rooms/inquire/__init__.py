"""Room « Enquêter » : le programme, les problèmes, les changements de paradigme."""
