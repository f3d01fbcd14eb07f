using Fanout.Server.Topics;

namespace Fanout.Server.Following;

/// <summary>
/// How far this node can be believed: whether it has loaded, and which partitions are level with the log. Any thread.
/// </summary>
internal sealed class NodeStatus
{
    private readonly Lock _gate = new();
    private bool[] _level = [];
    private string?[] _faults = [];
    private long _asOfMs;
    private volatile bool _loaded;

    /// <summary>The initial load is done: before that "no such match" would be a guess.</summary>
    public bool Loaded => _loaded;

    /// <summary>Whether readers should be sent here: loaded, and every partition level with the log.</summary>
    public bool Ready => Reason is null;

    /// <summary>Why it is not ready, for people; null when it is.</summary>
    public string? Reason
    {
        get
        {
            if (!_loaded)
                return "loading the log";
            lock (_gate)
            {
                if (Array.Find(_faults, static fault => fault is not null) is { } fault)
                    return fault;
                var behind = _level.Count(static level => !level);
                return behind == 0 ? null : $"{behind} of {_level.Length} partitions are not level with the log";
            }
        }
    }

    /// <summary>Unix time in milliseconds at which the log last confirmed a partition.</summary>
    public long AsOfMs => Volatile.Read(ref _asOfMs);

    /// <summary>
    /// Whether what a topic shows is level with the log: its partition is (all of them, for a board), and its match has
    /// no fault.
    /// </summary>
    public bool IsLevel(Topic topic)
    {
        if (topic.Fault is not null)
            return false;
        return topic.Partition is { } partition ? IsLevel(partition) : AllLevel;
    }

    /// <summary>Whether a match is level with the log.</summary>
    public bool IsLevel(MatchStream stream) => stream.Fault is null && IsLevel(stream.Partition);

    /// <summary>Whether every partition is level.</summary>
    public bool AllLevel
    {
        get
        {
            lock (_gate)
                return Array.TrueForAll(_level, static level => level);
        }
    }

    /// <summary>The log has this many partitions, none of them level yet.</summary>
    public void Begin(int partitionCount)
    {
        lock (_gate)
            (_level, _faults) = (new bool[partitionCount], new string?[partitionCount]);
    }

    public void MarkLoaded() => _loaded = true;

    public void SetLevel(int partition, bool level, long asOfMs)
    {
        lock (_gate)
        {
            _level[partition] = level;
            if (level)
                _faults[partition] = null;
        }
        Volatile.Write(ref _asOfMs, Math.Max(asOfMs, AsOfMs));
    }

    /// <summary>A partition stands still for a reason that people must know of.</summary>
    public void SetFault(int partition, string fault)
    {
        lock (_gate)
            _faults[partition] = $"partition {partition}: {fault}";
    }

    private bool IsLevel(int partition)
    {
        lock (_gate)
            return partition >= _level.Length || _level[partition];
    }
}
