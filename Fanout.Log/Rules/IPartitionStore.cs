namespace Fanout.Log;

/// <summary>
/// One partition inside one atomic step: what <see cref="AppendRules"/> asks and writes. Lives no longer than the step.
/// </summary>
internal interface IPartitionStore
{
    PartitionRecord Record { get; set; }

    /// <summary>
    /// The fence of the current lease; <see langword="null"/> if nobody holds one. An expired lease that nobody took
    /// over still counts.
    /// </summary>
    Fence? Fence { get; }

    KeyPlace? FindKey(string key);

    /// <summary>The match's last public position; <see langword="null"/> for a match without one.</summary>
    MatchPosition? MatchHead(string matchId);

    /// <summary>Writes an entry; <see cref="Record"/> is set separately.</summary>
    void Insert(Entry entry);
}
