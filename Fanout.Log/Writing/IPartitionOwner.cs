namespace Fanout.Log;

/// <summary>
/// The normalisers of one partition, as the <see cref="PartitionWriter"/> sees them: they are restored from the log
/// before anything is appended, and they restate their matches when a new epoch has to begin.
/// </summary>
public interface IPartitionOwner
{
    /// <summary>
    /// Begin anew: forget everything and take the snapshot (<see langword="null"/>: begin empty). Called once, first.
    /// </summary>
    ValueTask RestoreAsync(PartitionSnapshot? snapshot, CancellationToken cancellationToken);

    /// <summary>
    /// The entries after the snapshot, in order, page by page. Decisions and openings are among them.
    /// </summary>
    ValueTask ApplyAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// A new epoch begins. The owner calls <paramref name="restate"/> exactly once with the full state of every live
    /// match, under the same lock (or on the same loop) under which it normalises and appends: what it appends
    /// afterwards belongs to the new epoch, and what was unconfirmed until then is answered so, although its effect is
    /// in the restated states.
    /// </summary>
    ValueTask RestateAsync(Action<IReadOnlyList<MatchOpening>> restate, CancellationToken cancellationToken);
}

/// <summary>Full state of a match, by which it goes on in a new epoch.</summary>
/// <param name="MatchId">Our id of the match.</param>
/// <param name="Public">Public part of the entry: the whole public state.</param>
/// <param name="Writer">Writer's part of the entry: the whole writer's state.</param>
public sealed record MatchOpening(string MatchId, ReadOnlyMemory<byte> Public, ReadOnlyMemory<byte> Writer);
