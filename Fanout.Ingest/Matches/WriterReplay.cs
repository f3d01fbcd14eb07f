using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Ingest.Matches;

/// <summary>The normalisers of a partition, made from its entries once more, for who verifies a log.</summary>
public sealed class WriterReplay : IWriterReplay
{
    private const int BoundIrrelevant = int.MaxValue; // nothing is judged here

    private readonly MatchTable _table = new(new HoldLimits(BoundIrrelevant, BoundIrrelevant, BoundIrrelevant));

    public string? Apply(LogEntry entry, LoggedChange change, Match after)
    {
        WriterPart part;
        try
        {
            part = WriterPart.Parser.ParseFrom(entry.Writer.Span);
        }
        catch (InvalidProtocolBufferException failure)
        {
            return Unreadable(entry.Writer, failure);
        }
        if (part.Change is { Heard: true } && change.Cause is null) return "a feed was heard, and the public part says of none";
        if (part.PartCase == WriterPart.PartOneofCase.Whole)
            _table.Restore(entry.MatchId, after, part.Whole);
        else
            _table.Apply(entry.MatchId, change, part.Change ?? new WriterChange(), shown: after);
        return null;
    }

    public string? Restore(MatchSnapshot match, Match state)
    {
        try
        {
            _table.Restore(match.MatchId, state, WriterState.Parser.ParseFrom(match.Writer.Span));
            return null;
        }
        catch (InvalidProtocolBufferException failure)
        {
            return Unreadable(match.Writer, failure);
        }
    }

    /// <summary>The same state has the same bytes, so that only those that differ are looked into.</summary>
    public string? Compare(MatchSnapshot match)
    {
        if (_table.Find(match.MatchId) is not { } work) return "a match that is in no writer's memory any more";
        var expected = work.ToWriterState();
        if (match.Writer.Span.SequenceEqual(expected.ToByteArray())) return null;
        try
        {
            var found = WriterState.Parser.ParseFrom(match.Writer.Span);
            return found.Equals(expected) ? null : $"differs in {string.Join(", ", Differences(expected, found))}";
        }
        catch (InvalidProtocolBufferException failure)
        {
            return Unreadable(match.Writer, failure);
        }
    }

    private static IEnumerable<string> Differences(WriterState expected, WriterState found)
    {
        var (ours, theirs) = (expected.Clone(), found.Clone());
        foreach (var field in WriterState.Descriptor.Fields.InFieldNumberOrder())
        {
            if (!Equals(field.Accessor.GetValue(expected), field.Accessor.GetValue(found))) yield return field.JsonName;
            field.Accessor.Clear(ours);
            field.Accessor.Clear(theirs);
        }
        if (!ours.Equals(theirs)) yield return "fields of another version";
    }

    private static string Unreadable(ReadOnlyMemory<byte> part, InvalidProtocolBufferException failure) =>
        $"{part.Length} bytes that cannot be read: {failure.Message}";
}
