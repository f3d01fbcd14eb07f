namespace Fanout.Log;

/// <summary>Follows a partition entry by entry and says where the numbers or the chain break.</summary>
internal sealed class ChainCheck(LogPosition position, ChainHash chain)
{
    public LogPosition Position { get; private set; } = position;

    public ChainHash Chain { get; private set; } = chain;

    /// <summary>Moves on to the entry; a text that names the fault, and no move, if it does not follow.</summary>
    public string? Follow(Entry entry)
    {
        bool dense = entry.Epoch == Position.Epoch
            ? entry.Sequence == Position.Sequence + 1
            : entry.Sequence > Position.Sequence;
        if (!dense)
            return $"entry {entry.Position} does not follow {Position}";
        ChainHash expected = ChainHash.Next(Chain, entry);
        if (expected != entry.Chain)
            return $"entry {entry.Position} carries chain hash {entry.Chain}, its content has {expected}";
        Position = entry.Position;
        Chain = entry.Chain;
        return null;
    }
}
