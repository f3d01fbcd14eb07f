namespace Fanout.Perf.Logs;

/// <summary>How events spread over matches and partitions.</summary>
internal enum Skew
{
    /// <summary>Evenly over matches, and these evenly over partitions.</summary>
    Even,

    /// <summary>Nine of ten are for one match.</summary>
    Match,

    /// <summary>Nine of ten matches live in one partition; events are spread evenly over matches.</summary>
    Partition,
}
