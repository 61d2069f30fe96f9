#!/bin/sh
# Playwright starts this in place of Chromium. In a mount namespace of its own the policy folder of one run lies over
# the machine's; outside of it nothing changes. `exec` all the way: the process that Playwright knows is the browser.
exec unshare $REEF_USB_UNSHARE sh -c '
  mount --bind "$REEF_USB_FOLDER/etc" "$REEF_USB_POLICY_ROOT" || exit 1
  exec env LD_PRELOAD="$REEF_USB_SHIM" "$REEF_USB_CHROMIUM" "$@"
' chromium "$@"
