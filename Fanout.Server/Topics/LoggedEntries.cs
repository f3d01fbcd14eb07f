using System.Diagnostics.CodeAnalysis;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Server.Topics;

/// <summary>Entries of the log as `entry` frames.</summary>
internal static class LoggedEntries
{
    /// <summary>Reads the public part of an entry.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a <see cref="LoggedChange"/>.</exception>
    public static LoggedChange Change(LogEntry entry) => LoggedChange.Parser.ParseFrom(entry.Public.Span);

    /// <summary>Reads entries up to the first whose public part cannot be read.</summary>
    public static List<LoggedEntry> ReadAll(IReadOnlyList<LogEntry> entries)
    {
        var read = new List<LoggedEntry>(entries.Count);
        foreach (var entry in entries)
        {
            if (!TryChange(entry, out var change))
                break;
            read.Add(new LoggedEntry(entry, change));
        }
        return read;
    }

    /// <summary>Reads the public part of an entry; false where its bytes are none.</summary>
    public static bool TryChange(LogEntry entry, [NotNullWhen(true)] out LoggedChange? change)
    {
        try
        {
            change = Change(entry);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            change = null;
            return false;
        }
    }

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

/// <summary>An entry of the log, read.</summary>
/// <param name="Stored">As the log has it.</param>
/// <param name="Change">Its public part.</param>
internal readonly record struct LoggedEntry(LogEntry Stored, LoggedChange Change);
