using System.Collections;
using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// What is impossible in an event whatever the match: negative scores, 11 wickets, a third side, endless texts and
/// lists.
/// </summary>
/// <remarks>
/// Read off the descriptors, so that a member which is added to the messages has a bound from its first day; the tables
/// hold only what differs from the bounds of its kind.
/// </remarks>
internal static class InputLimits
{
    /// <summary>
    /// Every whole number with a sign is a score of some kind; the highest ever, of a cricket innings, has four digits.
    /// </summary>
    private const int ScoreMax = 9_999;

    private const int TextLengthMax = 256;
    private const int ListCountMax = 64;
    private const uint DayMs = 24 * 60 * 60 * 1000;

    private static readonly FrozenDictionary<string, int> TextLengths = new Dictionary<string, int>
    {
        ["fanout.v1.IncidentUpdate.text"] = 4_000, // a paragraph of live text
        ["fanout.v1.Participant.crest_url"] = 2_048,
        ["fanout.v1.PhaseUpdate.phase"] = 16,
        ["fanout.v1.PeriodScore.phase"] = 16,
        ["fanout.v1.TennisGame.home"] = 4,
        ["fanout.v1.TennisGame.away"] = 4,
        ["fanout.v1.Fixture.sport"] = 32,
        ["fanout.v1.StatUpdate.key"] = 64,
        ["fanout.v1.Alias.feed"] = 64,
        ["fanout.v1.Alias.id"] = 64,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, int> ListCounts = new Dictionary<string, int>
    {
        ["fanout.v1.Participant.players"] = 100,
        ["fanout.v1.LineupUpdate.players"] = 100,
        ["fanout.v1.ShootoutUpdate.kicks"] = 128, // the longest on record had 56
        ["fanout.v1.TennisUpdate.sets"] = 5,
        ["fanout.v1.BadmintonUpdate.games"] = 5,
        ["fanout.v1.Fixture.ids"] = 32,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, uint> Numbers = new Dictionary<string, uint>
    {
        ["fanout.v1.IncidentUpdate.minute"] = 300, // the longest ice hockey match took 177
        ["fanout.v1.IncidentUpdate.added"] = 60,
        ["fanout.v1.IncidentUpdate.certainty"] = 100, // per cent
        ["fanout.v1.ClockUpdate.value_ms"] = DayMs,
        ["fanout.v1.ClockUpdate.period_ms"] = DayMs,
        ["fanout.v1.ClockUpdate.added_minutes"] = 60,
        ["fanout.v1.CricketInnings.wickets"] = 10,
        ["fanout.v1.CricketInnings.balls"] = 9_999,
        ["fanout.v1.CricketTarget.balls"] = 9_999,
        ["fanout.v1.BaseballUpdate.outs"] = 3,
        ["fanout.v1.BaseballUpdate.balls"] = 4,
        ["fanout.v1.BaseballUpdate.strikes"] = 3,
        ["fanout.v1.Tie.leg"] = 100,
        ["fanout.v1.Tie.of"] = 100,
        ["fanout.v1.LineupPlayer.shirt"] = 999,
        ["fanout.v1.Format.period_ms"] = DayMs,
        ["fanout.v1.Format.extra_period_ms"] = DayMs,
    }.ToFrozenDictionary();

    private const uint NumberMax = 1_000;

    private static readonly FrozenSet<string> Sides = new[]
    {
        "fanout.v1.IncidentUpdate.team",
        "fanout.v1.LineupUpdate.side",
        "fanout.v1.Kick.side",
        "fanout.v1.CricketInnings.side",
        "fanout.v1.BasketballUpdate.possession",
        "fanout.v1.IceHockeyUpdate.power_play",
    }.ToFrozenSet();

    /// <summary>The first thing that cannot be; null when all can.</summary>
    public static Refusal? Check(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.HasPresence && !field.Accessor.HasValue(message)) continue;
            var value = field.Accessor.GetValue(message);
            var refusal = field.IsRepeated ? CheckList(field, (IList)value) : CheckValue(field, value);
            if (refusal is not null) return refusal;
        }
        return null;
    }

    private static Refusal? CheckList(FieldDescriptor field, IList values)
    {
        var countMax = ListCounts.GetValueOrDefault(field.FullName, ListCountMax);
        if (values.Count > countMax) return Refusal.Limit(field.JsonName, $"{values.Count} elements exceed {countMax}");
        for (var i = 0; i < values.Count; i++)
        {
            if (CheckValue(field, values[i]!, $"[{i}]") is { } refusal) return refusal;
        }
        return null;
    }

    private static Refusal? CheckValue(FieldDescriptor field, object value, string index = "")
    {
        var name = field.JsonName + index;
        switch (value)
        {
            case IMessage message when field.MessageType.File.Package == field.File.Package:
                return Check(message)?.Within(name);
            case string text:
                return CheckText(field, name, text);
            case int number when field.FieldType == FieldType.Int32:
                return number is < 0 or > ScoreMax
                    ? Refusal.Impossible(name, $"{number} is not 0 to {ScoreMax}")
                    : null;
            case uint number:
                var max = Numbers.GetValueOrDefault(field.FullName, NumberMax);
                return number > max ? Refusal.Impossible(name, $"{number} exceeds {max}") : null;
            case double number:
                return double.IsFinite(number) ? null : Refusal.Impossible(name, $"{number} is not a finite number");
            case Enum:
                var known = field.EnumType.FindValueByNumber((int)value) is not null;
                return known
                    ? null
                    : Refusal.Impossible(name, $"{(int)value} is no {field.EnumType.ContainingType.Name}");
            default:
                return null;
        }
    }

    private static Refusal? CheckText(FieldDescriptor field, string name, string text)
    {
        var lengthMax = TextLengths.GetValueOrDefault(field.FullName, TextLengthMax);
        if (text.Length > lengthMax) return Refusal.Limit(name, $"{text.Length} characters exceed {lengthMax}");
        if (Sides.Contains(field.FullName) && text is not ("home" or "away" or ""))
            return Refusal.Impossible(name, $"\"{text}\" is neither home nor away");
        return null;
    }
}
