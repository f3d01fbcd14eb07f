using CsCheck;
using Fanout.Ingest.Simulating;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Simulating;

/// <summary>What holds in a match of any sport, whatever the seed.</summary>
public sealed class EverySportTests
{
    private static readonly Gen<int> Seeds = Gen.Int[0, 1_000_000];

    public static TheoryData<string> Names => new(MatchDay.Sports.Select(static sport => sport.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Tells_the_same_match_byte_for_byte_for_the_same_seed(string sport) => ForMatches(sport, (seed, match) =>
        Assert.Equal(match.Select(static told => told.ToByteString()), Invented.Match(Find(sport), seed).Select(static told => told.ToByteString())));

    [Theory]
    [MemberData(nameof(Names))]
    public void Never_goes_back_in_time_and_never_uses_an_id_twice(string sport) => ForMatches(sport, static (_, match) =>
    {
        Assert.Equal(match.Select(static told => told.At), match.Select(static told => told.At).Order());
        Assert.Equal(match.Count, match.Select(static told => told.Id).Distinct().Count());
        Assert.Single(match.Select(static told => told.Match).Distinct());
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Ends_within_the_time_that_its_sport_allows_and_a_bounded_number_of_events(string sport) => ForMatches(sport, (_, match) =>
    {
        var competition = Find(sport).Competitions.Single(one => one.Name == match[0].Fixture.Competition.Name);
        Assert.True((match[^1].At - match[0].Fixture.Start).ToTimeSpan() <= (competition.Longest ?? Find(sport).Longest));
        Assert.InRange(match.Count, 3, 4_000); // a Test of five days has some 2,900
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Follows_the_lifecycle_from_the_fixture_to_the_final_result(string sport) => ForMatches(sport, static (_, match) =>
    {
        Assert.NotNull(match[0].Fixture);
        var statuses = match.Where(static told => told.Status is not null).Select(static told => told.Status.Status).ToList();
        foreach (var (from, to) in statuses.Zip(statuses.Skip(1)))
            Assert.True(from == to || Lifecycle.CanFollow(from, to), $"{to} after {from}");
        Assert.Equal(MatchStatus.Final, statuses[^1]);
        Assert.Equal(MatchStatus.Final, match[^1].Status?.Status);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_a_winner_at_the_end_who_leads_or_whose_opponent_gave_up(string sport) => ForMatches(sport, (_, match) =>
    {
        var end = match.Last(static told => told.Status?.HasWinner == true).Status;
        if (end.Status != MatchStatus.Ended)
        {
            Assert.Contains(end.Status, new[] { MatchStatus.Retired, MatchStatus.Walkover, MatchStatus.Abandoned });
            Assert.Equal(end.Status == MatchStatus.Abandoned, end.Winner == Winner.Types.Value.NoResult);
            return;
        }

        if (sport == "cricket") return; // who has more runs does not always win: CricketTests

        var score = match.Last(static told => told.Score?.HasHome == true).Score;
        var lead = score.Home != score.Away ? score.Home - score.Away : (score.Shootout?.Home ?? 0) - (score.Shootout?.Away ?? 0);
        var level = sport == "baseball" ? Winner.Types.Value.Tie : Winner.Types.Value.Draw;
        Assert.Equal(lead switch { > 0 => Winner.Types.Value.Home, < 0 => Winner.Types.Value.Away, _ => level }, end.Winner);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Uses_only_words_of_the_vocabulary(string sport) => ForMatches(sport, (_, match) =>
    {
        foreach (var told in match)
        {
            if (told.Phase is { } phase) Assert.True(Phases.TryFind(sport, phase.Phase, out var _), phase.Phase);
            if (told.Incident is { HasType: true } incident) Assert.True(IncidentWords.TryFindType(incident.Type, out var _), incident.Type);
            if (told.Incident is { HasMethod: true } done) Assert.True(IncidentWords.TryFindMethod(done.Method, out var _), done.Method);
            if (told.Void is { } taken) Assert.True(IncidentWords.TryFindVoidReason(taken.Reason, out var _), taken.Reason);
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Takes_back_only_what_it_told_and_only_after_a_review(string sport) => ForMatches(sport, static (_, match) =>
    {
        var states = new Dictionary<string, IncidentState.Types.Value>();
        foreach (var told in match)
        {
            if (told.Incident is { HasType: true } begun) Assert.True(states.TryAdd(begun.Id, IncidentState.Types.Value.Confirmed));
            else if (told.Incident is { HasState: true } changed) states[changed.Id] = changed.State;
            if (told.Void is not { } taken) continue;
            Assert.Equal(IncidentState.Types.Value.UnderReview, states[taken.Incident]);
            Assert.NotNull(told.Score);
        }

        Assert.Equal(
            match.Count(static told => told.Void is not null),
            states.Values.Count(static state => state == IncidentState.Types.Value.UnderReview));
    });

    private static SimulatedSport Find(string name) => MatchDay.Sports.Single(sport => sport.Name == name);

    private static void ForMatches(string sport, Action<int, List<ScoreEvent>> holds) =>
        Seeds.Sample(seed => holds(seed, Invented.Match(Find(sport), seed)), iter: 60);
}
