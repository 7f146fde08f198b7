"""OpenStack Swift with its S3 API in one process: a real object store, as small as it gets.

Usage: swift-store.py <empty folder> <port of the S3 API> <three free ports>. Prints `ready` when it answers.
"""

import os
import sys

import eventlet
import eventlet.wsgi

eventlet.patcher.monkey_patch(all=False, socket=True, select=True, thread=True)

folder, s3_port, *ports = sys.argv[1], *map(int, sys.argv[2:6])
etc, devices = os.path.join(folder, "etc"), os.path.join(folder, "srv")
os.makedirs(etc)
os.makedirs(os.path.join(devices, "disk"))


def write(name, text):
    path = os.path.join(etc, name)
    with open(path, "w") as file:
        file.write(text)
    return path


write("swift.conf", "[swift-hash]\nswift_hash_path_prefix = test\nswift_hash_path_suffix = test\n")

from swift.common import utils  # noqa: E402  (reads swift.conf)

utils.set_swift_dir(etc)

from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

BACKEND = """[DEFAULT]
devices = {devices}
mount_check = false
disable_fallocate = true
log_level = ERROR
[app:main]
use = egg:swift#{kind}
allowed_sync_hosts =
"""

PROXY = """[DEFAULT]
swift_dir = {etc}
log_level = ERROR
[pipeline:main]
pipeline = catch_errors cache listing_formats s3api tempauth bulk slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
# tempauth insists on one; nobody listens there, and nothing needs it.
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:9
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
check_bucket_owner = false
location = us-east-1
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:tempauth]
use = egg:swift#tempauth
user_test_yoshin = secret .admin
"""


def serve(port, app):
    listener = eventlet.listen(("127.0.0.1", port))
    eventlet.spawn(eventlet.wsgi.server, listener, app, log=utils.NullLogger(), log_output=False)


for kind, port in zip(("account", "container", "object"), ports):
    builder = RingBuilder(part_power=2, replicas=1, min_part_hours=0)
    builder.add_dev(
        {"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "disk", "weight": 1}
    )
    builder.rebalance()
    builder.get_ring().save(os.path.join(etc, kind + ".ring.gz"))
    conf = write(kind + "-server.conf", BACKEND.format(devices=devices, kind=kind))
    serve(port, loadapp(conf))

serve(s3_port, loadapp(write("proxy-server.conf", PROXY.format(etc=etc))))
print("ready", flush=True)
while True:
    eventlet.sleep(3600)
