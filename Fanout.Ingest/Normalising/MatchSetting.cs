using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// The part of a match that fixtures state: who plays, where, when, by which rules. All else is play.
/// </summary>
internal static class MatchSetting
{
    /// <summary>The setting of a match alone.</summary>
    public static Match Of(Match match)
    {
        var setting = new MatchState();
        Copy(match.Head, setting);
        return Match.From(setting);
    }

    /// <summary>Replaces the setting of one match by that of another, whose parts are shared.</summary>
    public static void Copy(MatchState from, MatchState to)
    {
        to.Id = from.Id;
        to.Sport = from.Sport;
        to.Competition = from.Competition;
        to.Season = from.Season;
        to.Round = from.Round;
        to.Venue = from.Venue;
        to.ClearStart();
        if (from.HasStart) to.Start = from.Start;
        to.ClearOriginalStart();
        if (from.HasOriginalStart) to.OriginalStart = from.OriginalStart;
        to.StartPrecision = from.StartPrecision;
        to.TimeZone = from.TimeZone;
        to.Format = from.Format;
        to.Participants.Clear();
        to.Participants.AddRange(from.Participants);
    }

    /// <summary>Takes out of a change what it says about the setting.</summary>
    public static void Remove(MatchDelta delta)
    {
        delta.ClearId();
        delta.ClearSport();
        delta.Competition = null;
        delta.ClearSeason();
        delta.ClearRound();
        delta.ClearVenue();
        delta.ClearStart();
        delta.ClearOriginalStart();
        delta.ClearStartPrecision();
        delta.ClearTimeZone();
        delta.Format = null;
        delta.Participants = null;
    }
}
