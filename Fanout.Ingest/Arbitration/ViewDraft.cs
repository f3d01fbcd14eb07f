using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Ingest.Arbitration;

/// <summary>The view of one feed, as an entry under way leaves it.</summary>
/// <param name="feed">The feed.</param>
/// <param name="work">Its view before the entry.</param>
/// <param name="begins">How the view begins, where it does with this entry; otherwise null.</param>
internal sealed class ViewDraft(string feed, MatchWork work, ViewChange? begins)
{
    private readonly SortedDictionary<string, IncidentNote> _notes = new(StringComparer.Ordinal); // changed ones
    private MatchEntry? _entry;

    public string Feed => feed;

    /// <summary>Before the entry.</summary>
    public MatchWork Before => work;

    public Match State => _entry?.After ?? work.State;

    public MatchState Head => State.Head;

    /// <summary>What the feed's event does to its view.</summary>
    public void Take(MatchEntry entry)
    {
        _entry = entry;
        foreach (var note in entry.Writer.Incidents) _notes[note.Id] = note;
    }

    public bool IsStated(string field) => work.IsStated(field) || _entry?.Writer.Fields.Contains(field) == true;

    /// <summary>Whether the event states something that the feed never stated before.</summary>
    public bool StatesAnew => _entry?.Writer.Fields.Any(name => !work.IsStated(name)) == true;

    /// <summary>The newest <c>at</c> of a field, 100 ns since 1970; 0: never stated.</summary>
    public long AtOf(string field)
    {
        var before = work.StatedAt(field);
        return _entry?.Writer.Fields.Contains(field) == true ? Math.Max(before, _entry.Writer.At) : before;
    }

    /// <summary>Public id of one of its incidents; empty: it is not in the public state.</summary>
    public string ShownAs(string incident) => NoteOf(incident)?.ShownAs ?? "";

    public void ShowAs(string incident, string publicId)
    {
        var note = NoteOf(incident)?.Clone() ?? new IncidentNote { Id = incident };
        note.ShownAs = publicId;
        _notes[incident] = note;
    }

    /// <summary>Public ids of all its incidents that are in the public state.</summary>
    public HashSet<string> Shown() =>
    [
        .. Incidents().Select(incident => ShownAs(incident.Id)).Where(static id => id.Length > 0),
    ];

    public IEnumerable<Incident> Incidents() => State.Elements<Incident>(MatchState.IncidentsFieldNumber).InOrder();

    /// <summary>Its part of the entry; null when there is none.</summary>
    /// <param name="publicEffect">What the entry changes in the public state.</param>
    public ViewChange? ToChange(MatchDelta publicEffect)
    {
        var change = begins?.Clone() ?? new ViewChange();
        change.Feed = feed;
        var writer = new WriterChange();
        if (_entry is { } entry)
        {
            writer.At = entry.Writer.At;
            writer.Fields.AddRange(entry.Writer.Fields);
            writer.TakenBack = entry.Writer.TakenBack;
            if (entry.Public.Delta is { } delta)
            {
                // Whether they are one is seen from the bytes: messages that differ in what is absent count as equal.
                change.AsPublic = delta.ToByteString().Equals(publicEffect.ToByteString());
                if (!change.AsPublic) change.Delta = delta;
            }
        }
        writer.Incidents.AddRange(_notes.Values.Where(note => !note.Equals(work.NoteOf(note.Id))));
        if (writer.CalculateSize() > 0) change.Writer = writer;
        var isNews = change.Opened || change.Merged || change.AsPublic || change.Delta is not null || change.Writer is not null;
        return isNews ? change : null;
    }

    private IncidentNote? NoteOf(string incident) =>
        _notes.TryGetValue(incident, out var note) ? note : work.NoteOf(incident);
}
