namespace Fanout.Log;

/// <summary>What an entry does to the public stream of its match.</summary>
public enum EntryKind : byte
{
    /// <summary>Not a valid kind; guards against a forgotten field.</summary>
    None = 0,

    /// <summary>A public change: takes the next match sequence.</summary>
    Change = 1,

    /// <summary>
    /// A decision without a public change (quarantine, arbitration, an overtaken value): match sequence 0.
    /// </summary>
    Decision = 2,

    /// <summary>
    /// The match's full state, by which a match begins its life in a new epoch. Takes the next match sequence.
    /// </summary>
    Opening = 3,
}

/// <summary>How long the idempotency key must be remembered, at least.</summary>
public enum KeyRetention : byte
{
    /// <summary>24 hours: requests of editors and operators.</summary>
    Day = 0,

    /// <summary>The life of the match and 48 hours after it closed: a provider's event ids.</summary>
    Match = 1,
}

/// <summary>What the entry says about the life of its match, which bounds <see cref="KeyRetention.Match"/>.</summary>
public enum MatchLife : byte
{
    Unchanged = 0,

    /// <summary>The match became FINAL: its keys may go 48 hours later.</summary>
    Closes = 1,

    /// <summary>The match was reopened: its keys stay.</summary>
    Reopens = 2,

    /// <summary>
    /// The match was over long ago and leaves the memory of writers. It stays readable, by its entries and in the
    /// snapshots (<see cref="MatchSnapshot.IsRetired"/>); nothing public follows.
    /// </summary>
    Retires = 3,
}

/// <summary>
/// An entry as the normaliser hands it over, before the partition's writer numbers it. Payloads are opaque to the log.
/// </summary>
public sealed record EntryDraft
{
    /// <summary>
    /// Key of a decision of the owner's own, which no input repeats. The writer completes it by the entry's place,
    /// <c>own/epoch/sequence</c>: the log can never take it for an earlier one.
    /// </summary>
    public const string OwnKey = "own/";

    /// <summary>
    /// Our id of the match, 1–64 characters. A decision about a match that nobody knows yet carries the id that the
    /// input named.
    /// </summary>
    public required string MatchId { get; init; }

    public required EntryKind Kind { get; init; }

    /// <summary>
    /// Idempotency key, unique in the partition: the same input must always give the same key. 1–512 bytes of
    /// UTF-8, not beginning with <c>opening/</c> or <c>own/</c>; or <see cref="OwnKey"/>.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>Digest of the input behind <see cref="Key"/>: same key and another digest is refused.</summary>
    public required ContentDigest ContentDigest { get; init; }

    public KeyRetention Retention { get; init; } = KeyRetention.Day;

    public MatchLife Life { get; init; } = MatchLife.Unchanged;

    /// <summary>
    /// What subscribers may see: delta, state hash, the topic kinds it concerns. Not copied: leave it unchanged
    /// afterwards.
    /// </summary>
    public ReadOnlyMemory<byte> Public { get; init; }

    /// <summary>
    /// What only the next writer needs: locks, dedupe, arbitration. Not copied: leave it unchanged afterwards.
    /// </summary>
    public ReadOnlyMemory<byte> Writer { get; init; }
}
