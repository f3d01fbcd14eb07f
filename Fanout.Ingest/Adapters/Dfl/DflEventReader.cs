using System.Globalization;
using System.Xml.Linq;
using Fanout.Ingest.Adapters.Text;
using Fanout.Ingest.Adapters.Xml;

namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>Reads an <c>Event</c> element: its kind is the name of its first child, and of the children in that.</summary>
internal static class DflEventReader
{
    private const int GoalsMax = 99;
    private const int IdLengthMax = 40;

    /// <summary>Reads an element; otherwise says what is wrong with it.</summary>
    public static DflEvent? TryRead(XElement xml, DateTimeOffset? sentAt, out string wrong)
    {
        wrong = "";
        var (id, match, time) = (xml.AttributeText("EventId"), xml.AttributeText("MatchId"), xml.AttributeText("EventTime"));
        if (id is null || id.Length > IdLengthMax) wrong = $"event with EventId {id ?? "(none)"}";
        else if (match is null) wrong = $"event {id} without MatchId";
        else if (TimeOf(time) is { } at) return Read(xml, new DflEvent(id, match, at, DflKind.Other, null, null) { SentAt = sentAt });
        else wrong = $"event {id} with EventTime {time ?? "(none)"}";
        return null;
    }

    public static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && ProviderTime.IsPlausible(time.Year)
            ? time
            : null;

    /// <summary>A result such as <c>2:1</c>; <see langword="null"/> when it is none.</summary>
    public static (int Home, int Away)? ResultOf(string? text) =>
        text?.Split(':') is [var home, var away]
        && int.TryParse(home, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first <= GoalsMax
        && int.TryParse(away, NumberStyles.None, CultureInfo.InvariantCulture, out var second) && second <= GoalsMax
            ? (first, second)
            : null;

    private static DflEvent Read(XElement xml, DflEvent read)
    {
        if (xml.Elements().FirstOrDefault() is not { } what) return read;
        var of = read with
        {
            Team = what.AttributeText("Team") ?? what.Elements().FirstOrDefault()?.AttributeText("Team"),
            Player = what.AttributeText("Player"),
            IsPenalty = what.Name.LocalName == "Penalty",
            IsCorner = what.Name.LocalName == "CornerKick",
        };
        var shot = what.DescendantsAndSelf("ShotAtGoal").FirstOrDefault();
        return what.Name.LocalName switch
        {
            "Delete" => of with { Kind = DflKind.Delete },
            "KickOff" => ReadShot(shot, of with { Kind = SectionOf(what) is null ? DflKind.Other : DflKind.KickOff, Section = SectionOf(what) }),
            "FinalWhistle" => ReadWhistle(what, of),
            "StartPenaltyShootOut" => of with { Kind = DflKind.ShootoutStart, Section = FootballPeriod.Shootout },
            "OwnGoal" => ReadOwnGoal(what, of),
            "Caution" or "CautionTeamofficial" => ReadCard(what, of),
            "Substitution" => of with
            {
                Kind = DflKind.Substitution,
                Player = what.AttributeText("PlayerIn"),
                Player2 = what.AttributeText("PlayerOut"),
            },
            "VideoAssistantAction" => of with { Kind = DflKind.VideoReview, Team = null, Word = ReviewOf(what) },
            "GoalDisallowed" => of with { Kind = DflKind.GoalDisallowed, Word = what.AttributeText("Reason") },
            "AdditionalTimeDisplayed" => of with { Kind = DflKind.AddedTime, Minutes = MinutesOf(what.AttributeText("Minute")) },
            "CornerKick" => ReadShot(shot, of with { Kind = DflKind.Corner }),
            _ => ReadShot(shot, of),
        };
    }

    private static DflEvent ReadShot(XElement? shot, DflEvent read)
    {
        if (shot is null) return read;
        read = read with { Team = shot.AttributeText("Team") ?? read.Team, Player = shot.AttributeText("Player") ?? read.Player };
        if (shot.Child("SuccessfulShot") is not { } goal)
        {
            if (!read.IsPenalty) return read;
            return read with { Kind = DflKind.PenaltyMissed, Word = shot.Child("SavedShot") is null ? "missed" : "saved" };
        }

        return read with
        {
            Kind = DflKind.Goal,
            Word = MethodOf(shot, read),
            Player2 = read.IsPenalty ? null : goal.AttributeText("Assist") ?? shot.AttributeText("AssistShotAtGoal"),
            Result = ResultOf(goal.AttributeText("CurrentResult")),
        };
    }

    private static string MethodOf(XElement shot, DflEvent read) => shot.Parent?.Name.LocalName switch
    {
        "Penalty" => "penalty",
        "FreeKick" => "free_kick",
        "CornerKick" => "corner",
        _ => read.IsPenalty ? "penalty" : shot.AttributeText("TypeOfShot") == "head" ? "header" : "open",
    };

    private static DflEvent ReadOwnGoal(XElement xml, DflEvent read) => read with
    {
        Kind = DflKind.OwnGoal,
        Word = xml.AttributeText("TeamOwnGoalCountsFor"),
        Result = ResultOf(xml.AttributeText("CurrentResult")),
    };

    private static DflEvent ReadWhistle(XElement xml, DflEvent read) => read with
    {
        Kind = SectionOf(xml) is null ? DflKind.Other : DflKind.FinalWhistle,
        Section = SectionOf(xml),
        Result = ResultOf(xml.AttributeText("FinalResult")),
        IsCancelled = LenientXml.FlagOf(xml.AttributeText("BreakingOff")) == true,
    };

    private static DflEvent ReadCard(XElement xml, DflEvent read)
    {
        var isStaff = xml.Name.LocalName == "CautionTeamofficial";
        return read with
        {
            Kind = isStaff ? DflKind.StaffCard : DflKind.Card,
            Player = read.Player ?? xml.AttributeText("PersonSentOff"),
            IsCancelled = xml.AttributeText("CardRating") == "canceled",
            Word = xml.AttributeText("CardColor") switch
            {
                "yellow" or "yellowPenaltyShootout" => "yellow",
                "yellowRed" => "second_yellow",
                var color => color,
            },
        };
    }

    // “goal: goal → noGoal”: what was looked at, what the referee had said, what he said then.
    private static string ReviewOf(XElement xml) =>
        Names.Of($"{xml.AttributeText("ProofedEvent")}: {xml.AttributeText("RefDecision")} → {xml.AttributeText("FinalDecision")}");

    private static uint MinutesOf(string? text) => LenientXml.WholeOf(text?.TrimStart('+')) is >= 0 and <= 60 and var minutes ? (uint)minutes : 0;

    private static FootballPeriod? SectionOf(XElement xml) => xml.AttributeText("GameSection")?.ToUpperInvariant() switch
    {
        "FIRSTHALF" => FootballPeriod.FirstHalf,
        "SECONDHALF" => FootballPeriod.SecondHalf,
        "FIRSTHALFEXTRA" => FootballPeriod.FirstExtra,
        "SECONDHALFEXTRA" => FootballPeriod.SecondExtra,
        "PENALTYSHOOTOUT" or "PENALTY" => FootballPeriod.Shootout,
        _ => null,
    };
}
