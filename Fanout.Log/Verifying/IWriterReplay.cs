using Fanout.Protocol.Messages;

namespace Fanout.Log;

/// <summary>
/// The writer's part of a partition, done again from its entries. The log does not know what the bytes mean; who writes
/// them does, and lends this to a verification. One for each partition, called in the order of the log.
/// </summary>
public interface IWriterReplay
{
    /// <summary>Does what an entry says.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="change">Its public part.</param>
    /// <param name="after">The state of the match after it.</param>
    /// <returns>What is wrong with its writer's part; <see langword="null"/>: nothing.</returns>
    string? Apply(Entry entry, LoggedChange change, Match after);

    /// <summary>Begins a match from a snapshot, in place of what was known of it.</summary>
    /// <returns>As <see cref="Apply"/>.</returns>
    string? Restore(MatchSnapshot match, Match state);

    /// <summary>Compares a match of a snapshot with what the entries up to there lead to.</summary>
    /// <returns>As <see cref="Apply"/>.</returns>
    string? Compare(MatchSnapshot match);
}
