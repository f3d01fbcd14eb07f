using System.Globalization;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using State = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Innings of a cricket match, over by over and ball by ball.</summary>
internal sealed class CricketPlay(SimulatedMatch match)
{
    public const int BallsPerOver = 6;
    private const int Bowlers = 5; // the last five of a team

    private static readonly string[] Methods =
        ["caught", "caught", "caught", "caught", "caught", "caught", "bowled", "bowled", "lbw", "run_out", "caught_and_bowled", "stumped"];

    private readonly SimulationRandom _random = match.Random;
    private readonly CricketRates _rates = CricketRates.Of(match.Competition.Format);
    private readonly Pair _fours = new();
    private readonly Pair _sixes = new();
    private readonly Pair _extras = new();
    private IReadOnlyList<string> _batting = [];
    private IReadOnlyList<string> _bowling = [];
    private int _next;
    private bool _isFreeHit;
    private int _wicketsMax;

    public CricketBoard Board { get; } = new();

    /// <summary>Time since the scheduled start.</summary>
    public TimeSpan Now { get; private set; }

    public string Phase { get; private set; } = "";

    /// <summary>Legal balls of the innings at most; 0: not limited.</summary>
    public int BallsMax { get; set; }

    /// <summary>All out, no ball left, or the target is reached.</summary>
    public bool IsInningsOver => Board.Current is var innings
        && (innings.Wickets == _wicketsMax || (BallsMax > 0 && innings.Balls >= BallsMax) || (innings.Target is { } target && innings.Runs >= target.Runs));

    public void Pass(TimeSpan time) => Now += time;

    public void Pass(int secondsMin, int secondsMax) => Now += TimeSpan.FromSeconds(_random.Between(secondsMin, secondsMax));

    /// <summary>Opens an innings; the event still lacks what began with it.</summary>
    public ScoreEvent Begin(bool home, string phase, int ballsMax, CricketTarget? target = null, bool superOver = false)
    {
        (Phase, BallsMax, _wicketsMax) = (phase, ballsMax, superOver ? 2 : 10);
        _batting = home ? match.HomeSquad : match.AwaySquad;
        _bowling = home ? match.AwaySquad : match.HomeSquad;
        Board.Begin(home, superOver, target);
        (Board.Striker, Board.NonStriker, Board.Bowler, _next, _isFreeHit) = (_batting[0], _batting[1], BowlerOf(0), 2, false);
        var begin = Told();
        begin.Phase = new PhaseUpdate { Phase = phase };
        return begin;
    }

    /// <summary>Bowls an over, or what is left of the innings.</summary>
    public IEnumerable<ScoreEvent> Over()
    {
        var over = Board.Current.Balls / BallsPerOver;
        Board.Bowler = BowlerOf((int)over);
        while (!IsInningsOver && Board.Current.Balls / BallsPerOver == over)
        {
            Pass(27, 43);
            foreach (var told in Delivery()) yield return told;
        }

        ChangeEnds();
        Pass(25, 50);
    }

    public ScoreEvent Told()
    {
        var told = match.At(Now);
        told.Score = Board.ToUpdate();
        return told;
    }

    /// <summary>Says something of the innings in words.</summary>
    public IncidentUpdate Words(string type, string text)
    {
        var words = Incident(type, Board.IsHome, "");
        words.Text = text;
        return words;
    }

    // Nobody bowls two overs in a row, or more than a fifth of them.
    private string BowlerOf(int over) => _bowling[^((over % Bowlers) + 1)];

    private IEnumerable<ScoreEvent> Delivery()
    {
        var draw = _random.Below(1000);
        if ((draw -= _rates.Wides) < 0) return [Extra("Wide")];
        if ((draw -= _rates.NoBalls) < 0) return [NoBall()];
        var wasFreeHit = _isFreeHit;
        _isFreeHit = false;
        if ((draw -= _rates.Wickets) < 0) return wasFreeHit ? [Runs(0)] : Wicket();
        if ((draw -= _rates.Singles) < 0) return [Runs(1)];
        if ((draw -= _rates.Twos) < 0) return [Runs(2)];
        if ((draw -= _rates.Threes) < 0) return [Runs(3)];
        if ((draw -= _rates.Fours) < 0) return [Boundary(4, "four", "fours", _fours)];
        return (draw - _rates.Sixes) < 0 ? [Boundary(6, "six", "sixes", _sixes)] : [Runs(0)];
    }

    private ScoreEvent Runs(int runs)
    {
        Board.Current.Runs += runs;
        Board.Current.Balls++;
        if (runs % 2 == 1) ChangeEnds();
        return Told();
    }

    private ScoreEvent Boundary(int runs, string method, string key, Pair counts)
    {
        var (batter, bowler) = (Board.Striker, Board.Bowler);
        var told = Counted(key, counts, Runs(runs));
        told.Incident = Incident("boundary", Board.IsHome, batter);
        (told.Incident.Method, told.Incident.Player2) = (method, bowler);
        return told;
    }

    /// <summary>One run that no batter made, and no legal ball.</summary>
    private ScoreEvent Extra(string text)
    {
        Board.Current.Runs++;
        var told = Counted("extras", _extras, Told());
        told.Incident = Words("comment", text);
        return told;
    }

    private ScoreEvent NoBall()
    {
        _isFreeHit = _rates.HasFreeHit;
        return Extra(_isFreeHit ? "No-ball, free hit" : "No-ball");
    }

    private IEnumerable<ScoreEvent> Wicket()
    {
        var innings = Board.Current;
        innings.Balls++;
        innings.Wickets++;
        var told = Told();
        told.Incident = Dismissal(_random.Pick(Methods));
        yield return told;
        if (told.Incident.Method is "lbw" or "caught" && _random.Chance(70))
        {
            Pass(10, 25);
            var review = match.At(Now);
            review.Incident = new IncidentUpdate { Id = told.Incident.Id, State = State.UnderReview };
            yield return review;
            Pass(60, 130);
            var isOut = _random.Chance(550);
            yield return Reviewed(told.Incident.Id, isOut);
            if (!isOut) yield break;
        }

        if (innings.Wickets == _wicketsMax) yield break;
        Board.Striker = _batting[_next++];
        Pass(60, 110);
    }

    /// <summary>The wicket stands, or is taken back in one event; the ball was bowled in any case.</summary>
    private ScoreEvent Reviewed(string wicket, bool isOut)
    {
        if (!isOut) Board.Current.Wickets--;
        var told = isOut ? match.At(Now) : Told();
        if (isOut) told.Incident = new IncidentUpdate { Id = wicket, State = State.Confirmed };
        else told.Void = new VoidUpdate { Incident = wicket, Reason = "OFFICIALS" };
        return told;
    }

    /// <summary>A wicket is the bowling side's; the text says it as scorecards do.</summary>
    private IncidentUpdate Dismissal(string method)
    {
        var wicket = Incident("wicket", !Board.IsHome, Board.Striker);
        var bowler = Board.Bowler;
        var fielder = _random.Pick(_bowling);
        if (fielder == bowler) fielder = _bowling[0]; // who keeps wicket
        wicket.Method = method;
        wicket.Player2 = method == "run_out" ? fielder : bowler;
        wicket.Text = method switch
        {
            "caught" => $"c {fielder} b {bowler}",
            "caught_and_bowled" => $"c & b {bowler}",
            "lbw" => $"lbw b {bowler}",
            "stumped" => $"st {_bowling[0]} b {bowler}",
            "run_out" => $"run out ({fielder})",
            _ => $"b {bowler}",
        };
        return wicket;
    }

    private void ChangeEnds() => (Board.Striker, Board.NonStriker) = (Board.NonStriker, Board.Striker);

    private ScoreEvent Counted(string key, Pair counts, ScoreEvent told)
    {
        if (Board.IsHome) counts.Home++;
        else counts.Away++;
        told.Stat = new StatUpdate { Key = key, Home = counts.Home, Away = counts.Away };
        return told;
    }

    private IncidentUpdate Incident(string type, bool home, string player)
    {
        var incident = new IncidentUpdate { Id = match.NextIncident(), Type = type, Team = Side.Of(home), Phase = Phase, Order = Now.TotalSeconds };
        if (player.Length > 0) incident.Player = player;
        return incident;
    }

    /// <summary>How the innings stands, as it is written: <c>182/6 (18.4 overs)</c>.</summary>
    public string Standing()
    {
        var innings = Board.Current;
        var lost = innings.Wickets == 10 ? "" : $"/{innings.Wickets}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{innings.Runs}{lost}{(innings.Declared ? " declared" : "")} ({innings.Balls / BallsPerOver}.{innings.Balls % BallsPerOver} overs)");
    }
}
