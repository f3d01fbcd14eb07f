using Fanout.Ingest.Sharing;
using Fanout.Log;

namespace Fanout.Ingest.Tests.Sharing;

/// <summary>Leases and processes that divide them, with the time and the order of things drawn from a seed.</summary>
internal sealed class ModelCluster(int seed)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(seed);
    private readonly List<Member> _members = [];
    private readonly HolderId?[] _holders = new HolderId?[1 + (seed % 20)];
    private readonly Dictionary<HolderId, TimeSpan> _dead = []; // and when their leases end
    private TimeSpan _now;
    private ulong _lastId;

    public int PartitionCount => _holders.Length;

    /// <summary>Partitions that changed hands so far.</summary>
    public int ChangeCount { get; private set; }

    /// <summary>By living process: how many it holds.</summary>
    public List<int> Counts() => [.. _members.Select(member => CountOf(member.Id))];

    /// <summary>Lets processes join, stop and die, and ends with one at least.</summary>
    public void ComeAndGo(TimeSpan length)
    {
        for (var end = _now + length; _now < end; Tick())
        {
            switch (_random.Next(60))
            {
                case 0 or 1 when _members.Count < 6:
                    var id = new HolderId((++_lastId * 0x9E3779B97F4A7C15) | 1);
                    _members.Add(new Member(id, new ShareRule(id, PartitionCount), [.. _holders]));
                    break;
                case 2 when _members.Count > 1:
                    Leave(isKilled: _random.Next(2) == 0);
                    break;
            }
        }
        if (_members.Count == 0) _members.Add(new Member(new HolderId(1), new ShareRule(new HolderId(1), PartitionCount), _holders));
    }

    public void Pass(TimeSpan length)
    {
        for (var end = _now + length; _now < end;) Tick();
    }

    private void Tick()
    {
        _now += Step;
        foreach (var ended in _dead.Where(dead => dead.Value <= _now).Select(static dead => dead.Key).ToList())
        {
            _dead.Remove(ended);
            Release(ended);
        }
        foreach (var member in _members.ToList())
        {
            if (_random.Next(5) == 0) Look(member); // every 250 ms, more or less
        }
    }

    private void Look(Member member)
    {
        var seen = _random.Next(3) == 0 ? member.SeenBefore : _holders;
        var view = _holders.Select((holder, i) => IsOwn(holder) || IsOwn(seen[i]) ? holder : seen[i]).ToList();
        member.SeenBefore = [.. _holders];
        var plan = member.Rule.Plan(view, _now);
        foreach (var partition in plan.Take)
        {
            if (_holders[partition] is null) Change(partition, member.Id);
        }
        if (plan.Ask is { } richest) Ask(member, richest);

        bool IsOwn(HolderId? holder) => holder == member.Id;
    }

    private void Ask(Member asker, HolderId richest)
    {
        if (_members.Find(member => member.Id == richest) is not { } asked) return; // dead, and its lease is not over
        if (!ShareRule.MayYield(CountOf(asked.Id), CountOf(asker.Id))) return;
        var partition = Array.LastIndexOf(_holders, asked.Id);
        asked.Rule.Leave(partition, _now + LeaseTimes.HolderPreference);
        Change(partition, null);
    }

    private void Leave(bool isKilled)
    {
        var member = _members[_random.Next(_members.Count)];
        _members.Remove(member);
        if (isKilled) _dead[member.Id] = _now + LeaseTimes.Expiry;
        else Release(member.Id);
    }

    private void Release(HolderId holder)
    {
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            if (_holders[partition] == holder) Change(partition, null);
        }
    }

    private void Change(int partition, HolderId? holder)
    {
        _holders[partition] = holder;
        ChangeCount++;
    }

    private int CountOf(HolderId id) => _holders.Count(holder => holder == id);

    private sealed record Member(HolderId Id, ShareRule Rule, HolderId?[] Seen)
    {
        /// <summary>The leases as they were at its last look.</summary>
        public HolderId?[] SeenBefore { get; set; } = Seen;
    }
}
