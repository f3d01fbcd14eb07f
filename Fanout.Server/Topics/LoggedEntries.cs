using Fanout.Protocol.Messages;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Server.Topics;

/// <summary>Entries of the log as `entry` frames.</summary>
internal static class LoggedEntries
{
    /// <summary>Reads the public part of an entry.</summary>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">
    /// The bytes are not a <see cref="LoggedChange"/>.
    /// </exception>
    public static LoggedChange Change(LogEntry entry) => LoggedChange.Parser.ParseFrom(entry.Public.Span);

    /// <summary>Whether the entry begins the match from nothing, so that it cannot be sent as a step.</summary>
    public static bool Restarts(LogEntry entry, LoggedChange change) =>
        change.Whole || entry.Kind == Fanout.Log.EntryKind.Opening;

    /// <summary>The entry as a reader of <c>events/</c> or of the HTTP log gets it.</summary>
    /// <param name="change">Its public part; its members are shared, and frozen from now on.</param>
    /// <param name="seq">Sequence in the match.</param>
    /// <param name="topicId">The topic's number; 0 outside of a topic.</param>
    /// <param name="publishedOffset">Milliseconds after the base that goes with it.</param>
    public static Entry Message(LoggedChange change, uint seq, uint topicId, uint publishedOffset) => new()
    {
        TopicId = topicId,
        Seq = seq,
        Kind = change.Kind,
        Delta = change.Delta,
        Cause = change.Cause,
        Correction = change.Correction,
        StateHash = change.StateHash,
        PublishedMs = publishedOffset,
    };
}
