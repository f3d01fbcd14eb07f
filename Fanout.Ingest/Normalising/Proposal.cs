using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// What one event would do to its match; every rule adds its part, and all of it becomes one entry or none.
/// </summary>
internal sealed class Proposal
{
    private const int ShownLengthMax = 128; // of a value in a mark

    private readonly SortedDictionary<string, IncidentNote> _notes = new(StringComparer.Ordinal);
    private readonly bool _isClamped;

    /// <param name="work">The match.</param>
    /// <param name="input">The event.</param>
    /// <param name="isForced">An editor has it applied: no rule of the lifecycle or of a sport refuses it.</param>
    public Proposal(MatchWork work, FeedEvent input, bool isForced = false)
    {
        IsForced = isForced;
        Work = work;
        Input = input;
        var stated = Instants.UnitsOf(input.Content.At);
        var received = Instants.UnitsOf(input.ReceivedMs);
        _isClamped = stated > Instants.UnitsOf(input.ReceivedMs + NormaliserLimits.AheadMsMax);
        At = _isClamped ? received : stated;
        TakenBack = work.TakenBack.Clone();
        Writer.At = At;
        Writer.Event = input.Key;
        Writer.Digest = (ulong)input.Digest;
        if (_isClamped) AddMark(Mark.Types.Kind.Clamped, "at", $"{Instants.MsOf(stated)}", $"{AtMs}");
    }

    public MatchWork Work { get; }

    public bool IsForced { get; }

    public FeedEvent Input { get; }

    /// <summary>The match before the event, without its keyed lists.</summary>
    public MatchState Head => Work.State.Head;

    /// <summary>Time of the event, or of its receipt where it lies too far ahead of that; 100 ns since 1970.</summary>
    public long At { get; }

    /// <summary><see cref="At"/> in ms since 1970.</summary>
    public double AtMs => Instants.MsOf(At);

    /// <summary>What the event says; may hold what changes nothing.</summary>
    public MatchDelta Delta { get; } = new();

    public WriterChange Writer { get; } = new();

    public List<Mark> Marks { get; } = [];

    /// <summary>Ids of the incidents that the event takes back, and why.</summary>
    public List<(string Incident, string Reason)> Retracted { get; } = [];

    /// <summary>What voids took back since the feed last stated the score, those of this event among them.</summary>
    public TakenBack TakenBack { get; }

    /// <summary>Sport of the match, as the event leaves it.</summary>
    public string Sport => Delta.HasSport ? Delta.Sport : Head.Sport;

    /// <summary>For setting a member of the score; makes the score where there was none.</summary>
    public ScoreChange Score => Delta.Score ??= new ScoreChange();

    /// <summary>
    /// Whether the event's value of a field is taken: the newest <c>at</c> wins, the later arrival among equals.
    /// Remembers either answer.
    /// </summary>
    /// <param name="field">JSON path within the match, with a key in brackets for lists by key.</param>
    /// <param name="value">The value, for the mark that says what was overtaken.</param>
    public bool Takes(string field, object value)
    {
        // Nothing is newer than a clamped event: what came before it can lie ahead of the server by less than it did.
        if (!_isClamped && Work.IsOvertaken(field, At))
        {
            AddMark(Mark.Types.Kind.Overtaken, field, "", Shown(value));
            return false;
        }
        Writer.Fields.Add(field);
        return true;
    }

    /// <summary>Whether some feed ever stated the field; if not, it may be derived from others.</summary>
    public bool IsStated(string field) => Work.IsStated(field) || Writer.Fields.Contains(field);

    /// <summary>The note about an incident, for changing; a new one when the incident is.</summary>
    public IncidentNote NoteOf(string incident)
    {
        if (_notes.TryGetValue(incident, out var note)) return note;
        note = Work.NoteOf(incident)?.Clone()
            ?? new IncidentNote { Id = incident, Arrival = Work.LastArrived.Arrival + 1 };
        return _notes[incident] = note;
    }

    /// <summary>The writer's part, complete.</summary>
    public WriterChange Close()
    {
        Writer.Incidents.AddRange(_notes.Values.Where(note => !note.Equals(Work.NoteOf(note.Id))));
        TakenBackRule.Settle(this);
        if (!TakenBack.Equals(Work.TakenBack)) Writer.TakenBack = TakenBack;
        return Writer;
    }

    public void AddMark(Mark.Types.Kind kind, string field, string was, string now) =>
        Marks.Add(new Mark { Kind = kind, Field = field, Was = was, Now = now });

    private static string Shown(object value)
    {
        var text = value.ToString() ?? "";
        return text.Length <= ShownLengthMax ? text : string.Concat(text.AsSpan(0, ShownLengthMax), "…");
    }
}
