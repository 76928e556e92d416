"""Hosts and storage, each rule by a number worked out by hand (methodology, Sizing)."""

from __future__ import annotations

from tests.small_purchases import Record, asked, priced, scheme

SERVER = {"sockets": 2, "cores_per_socket": 4, "ram_gb": 32}


def sized(
    delivery: str = "vdi",
    group: Record | None = None,
    server: Record | None = None,
    **assumptions: str,
) -> Record:
    """The sizing of a hundred seats on servers of eight cores and 32 GB."""
    host = scheme("host", "perpetual", id="server", role="server", attributes=SERVER)
    document = asked(
        scheme(),
        schemes=[host],
        scenario={"delivery": "vdi", "stack": ["server", "it"]},
        group=group or {},
        assumptions=assumptions,
    )
    sizing: Record = priced(document)["sizing"]
    return sizing


def test_memory_binds_where_it_asks_for_more_hosts():
    # 32 GB hold 16 desktops of 2 GB: seven hosts. Eight cores at 10 a core hold 80: two.
    found = sized(**{"knowledge.ram_gb": "2", "knowledge.vcpu": "1", "vdi.vcpu_per_core": "10"})
    assert (found["hosts"][0], found["pools"]["vdi"]["binding"][0]) == (7, "ram")


def test_processors_bind_where_they_ask_for_more_hosts():
    # Eight cores at 2 a core hold 16 desktops of one processor: seven hosts; 32 GB hold 128 of 0.25
    # GB: one.
    found = sized(**{"knowledge.ram_gb": "0.25", "knowledge.vcpu": "1", "vdi.vcpu_per_core": "2"})
    assert (found["hosts"][0], found["pools"]["vdi"]["binding"][0]) == (7, "cpu")


def test_only_whole_desktops_fit_a_host():
    # 32 GB hold six desktops of 5 GB, not 6.4: 17 hosts, not 16.
    assert sized(**{"knowledge.ram_gb": "5", "knowledge.vcpu": "0"})["hosts"][0] == 17


def test_spare_hosts_stand_beside_those_that_are_needed():
    assert (
        sized(**{"knowledge.ram_gb": "5", "knowledge.vcpu": "0", "spare_hosts": "2"})["hosts"][0]
        == 19
    )


def test_nobody_at_work_needs_no_spare_host():
    found = sized(group={"peak_concurrency": "0"}, **{"knowledge.ram_gb": "5", "spare_hosts": "2"})
    assert found["hosts"][0] == 0


def test_personal_desktops_that_stay_on_take_memory():
    # Half of a hundred work; of the other fifty a fifth stays on: sixty of sixteen a host.
    assumptions = {"knowledge.ram_gb": "2", "knowledge.vcpu": "0", "vdi.idle_running_share": "0.2"}
    assert sized(group={"peak_concurrency": "0.5"}, **assumptions)["hosts"][0] == 4


def test_disks_are_what_is_left_after_savings_rounded_up():
    # 100 desktops of 10.5 GB are 1,050 GB; with 45 % saved 577.5.
    assert sized(**{"knowledge.disk_gb": "10.5", "storage_saving": "0.45"})["storage_gb"][0] == 578
