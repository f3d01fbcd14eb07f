using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>
/// One match of every sport in the thick of it, every part of the sport in use, and steps that it takes from there.
/// </summary>
internal static class SampleMatches
{
    public static IReadOnlyList<Sample> All { get; } =
    [
        new("football", Football,
        [
            new("goal", match =>
            {
                match.Score.Home = 3;
                match.Score.Periods[1].Home = 2;
                match.Incidents.Add(new Incident
                {
                    Id = "g3", Revision = 1, Order = 71, Type = "goal", Method = "penalty", Team = "home",
                    Player = "Müller",
                    Minute = 71, Phase = "2H", State = IncidentState.Types.Value.Provisional,
                    Visibility = Visibility.Types.Value.Shown,
                });
            }),
            new("goal taken back by review", match =>
            {
                match.Score.Home = 2;
                match.Score.Periods[1].Home = 1;
                var goal = match.Incidents[^1];
                (goal.Revision, goal.PreviousState, goal.State) = (2, goal.State, IncidentState.Types.Value.Voided);
                (goal.Visibility, goal.Reason) = (Visibility.Types.Value.Struck, "VAR_OFFSIDE");
            }),
            new("clock stops, feed falls silent", match =>
            {
                match.Clock.Running = false;
                match.Clock.ValueMs = 4_300_000;
                match.Feed.StaleSinceMs = 1_795_375_000_500;
            }),
            new("end", match =>
            {
                match.Status = Status.Types.Value.Final;
                match.Phase = "";
                match.Clock = null;
                match.Winner = Winner.Types.Value.Home;
                match.WinMethod = WinMethod.Types.Value.Regulation;
                match.Result = Result.Types.Value.Confirmed;
            }),
            new("winner taken back", match => match.ClearWinner()),
        ]),
        new("tennis", Tennis,
        [
            new("point", match => match.Tennis.Game = new TennisGame { Home = "AD", Away = "40" }),
            new("game and set", match =>
            {
                match.Tennis.Sets[2].Home = 7;
                match.Tennis.Sets.Add(new TennisSet());
                match.Tennis.Game = null;
                match.Tennis.Server = "away";
                match.Phase = "S4";
                match.Score.Home = 2;
            }),
            new("a set that never was", match => match.Tennis.Sets.RemoveAt(3)),
        ]),
        new("basketball", Basketball,
        [
            new("three points", match =>
            {
                match.Score.Away += 3;
                match.Score.Periods[3].Away += 3;
                match.Basketball.Possession = "home";
                match.Clock.ValueMs = 61_000;
            }),
            new("fouls forgotten", match => match.Basketball.Fouls = null),
            new("no more basketball", match => match.Basketball = null),
        ]),
        new("badminton", Badminton,
        [
            new("point", match => match.Badminton.Games[2].Away = 20),
            new("game", match =>
            {
                match.Badminton.Games[2].Away = 21;
                match.Score.Away = 2;
                match.Status = Status.Types.Value.Ended;
            }),
        ]),
        new("cricket", Cricket,
        [
            new("six", match =>
            {
                match.Cricket.Innings[1].Runs += 6;
                match.Cricket.Innings[1].Balls++;
                match.Score.Away += 6;
            }),
            new("wicket", match =>
            {
                match.Cricket.Innings[1].Wickets++;
                match.Cricket.Innings[1].Balls++;
                match.Cricket.Striker = "";
            }),
            new("rain, and a smaller target", match =>
            {
                match.Phase = "RAIN";
                match.Status = Status.Types.Value.Interrupted;
                match.Cricket.Innings[1].Target = new CricketTarget { Runs = 48, Balls = 36 };
            }),
        ]),
        new("baseball", Baseball,
        [
            new("the home half begins", match =>
            {
                match.Phase = "2B";
                match.Baseball.Innings[1].Home = 0;
                match.Baseball.Outs = 0;
                match.Baseball.Bases = new Bases();
            }),
            new("home run", match =>
            {
                match.Baseball.Innings[1].Home = 1;
                match.Baseball.Hits.Home++;
                match.Score.Home++;
            }),
            new("the half was not played after all", match => match.Baseball.Innings[1].ClearHome()),
        ]),
        new("ice_hockey", IceHockey,
        [
            new("power play", match =>
            {
                match.IceHockey.Skaters = new Pair { Home = 5, Away = 4 };
                match.IceHockey.PowerPlay = "home";
            }),
            new("shoot-out", match =>
            {
                match.Phase = "SO";
                match.Score.Shootout = new Shootout { Kicks = { new Kick { Side = "home", Scored = true } }, Home = 1 };
            }),
            new("second shot", match => match.Score.Shootout.Kicks.Add(new Kick { Side = "away" })),
        ]),
    ];

    /// <param name="Sport">Its id, and the name of its vector file.</param>
    /// <param name="Text">The match in the JSON form.</param>
    /// <param name="Steps">What happens from there, each step from where the one before it ended.</param>
    internal sealed record Sample(string Sport, string Text, IReadOnlyList<Step> Steps)
    {
        public MatchState Match() => JsonForm.Read<MatchState>(Text);
    }

    internal sealed record Step(string Name, Action<MatchState> Change);

    private const string Football = """
        {"id":"football:1","status":"LIVE","phase":"2H","sport":"football","competition":{"id":"c1","name":"Cup"},
         "season":"2026/27","round":"Final",
         "venue":"Grand Stade","start":1795370400000,"originalStart":1795366800000,"startPrecision":"MINUTE",
          "timeZone":"Europe/Berlin",
         "coverage":"FULL","result":"PROVISIONAL",
         "format":{"periodCount":2,"periodMs":2700000,"extraPeriodMs":900000},
         "participants":[{"id":"t1","name":"Reds","shortName":"RED","country":"GER","crestUrl":"/c/t1.svg",
          "colour":"#d00000","players":[{"id":"p9","name":"Müller"}]},
                         {"id":"t2","name":"Bläu-Weiß 球 ⚽","shortName":"BLW","country":"AUT","colour":"#0000d0"}],
         "clock":{"kind":"UP","running":true,"valueMs":2700000,"anchorMs":1795374300000,"periodMs":2700000,
          "addedMinutes":3},
         "score":{"home":2,"away":1,"periods":[{"phase":"1H","home":1,"away":1},{"phase":"2H","home":1,"away":0}],
                  "afterRegulation":{"home":2,"away":1},"shootout":{"home":0,"away":0,"kicks":[{"side":"away",
                   "scored":false}]},
                  "basis":"GOALS","aggregate":{"home":3,"away":4},"tie":{"id":"tie1","leg":2,"of":2}},
         "football":{"yellowCards":{"home":1,"away":2},"redCards":{"home":0,"away":0},"corners":{"home":4,"away":7}},
         "incidents":[
          {"id":"g1","revision":1,"order":23,"type":"goal","method":"open","team":"home","player":"Müller",
           "player2":"Nine","minute":23,"phase":"1H","state":"CONFIRMED","visibility":"SHOWN","text":"1–0",
            "certainty":100,"provenance":"e7","atMs":1795371780000},
          {"id":"g2","revision":2,"order":45.002,"type":"goal","method":"own_goal","team":"away","player":"Nine",
           "minute":45,"added":2,"phase":"1H","state":"UNDER_REVIEW","previousState":"CONFIRMED"},
          {"id":"c1","revision":1,"order":60,"type":"card","card":"second_yellow","team":"away","player":"Zehn",
           "minute":60,"phase":"2H","state":"CONFIRMED"}],
         "stats":[{"key":"corners","home":4,"away":7},{"key":"possession","home":48.5,"away":51.5}],
         "lineups":[{"side":"away","formation":"4-4-2"},{"side":"home","formation":"4-3-3","players":[{"id":"p9",
          "name":"Müller","shirt":9,"position":"FW","starter":true,"captain":true}]}],
         "feed":{"active":"main"}}
        """;

    private const string Tennis = """
        {"id":"tennis:1","status":"LIVE","phase":"S3","sport":"tennis","format":{"bestOf":5,"tieBreakAt":6,
         "tieBreakTo":7,"finalSet":"MATCH_TIE_BREAK","noAd":true},
         "participants":[{"id":"a","name":"Ram / Salisbury","players":[{"id":"a1","name":"Ram"},{"id":"a2",
          "name":"Salisbury"}]},{"id":"b","name":"Dodig / Polášek"}],
         "clock":{"kind":"NONE"},"score":{"home":1,"away":1,"basis":"SETS"},
         "tennis":{"sets":[{"home":6,"away":4},{"home":6,"away":7,"tieBreak":{"home":5,"away":7}},{"home":6,
          "away":5}],"game":{"home":"40","away":"40"},"server":"a2"}}
        """;

    private const string Basketball = """
        {"id":"basketball:1","status":"LIVE","phase":"Q4","sport":"basketball","format":{"periodCount":4,
         "periodMs":600000,"extraPeriodMs":300000},
         "clock":{"kind":"DOWN","running":true,"valueMs":65300,"anchorMs":1795374300000.25,"periodMs":600000},
         "score":{"home":80,"away":79,"basis":"POINTS","periods":[{"phase":"Q1","home":20,"away":19},{"phase":"Q2",
          "home":20,"away":20},{"phase":"Q3","home":20,"away":20},{"phase":"Q4","home":20,"away":20}]},
         "basketball":{"fouls":{"home":4,"away":5},"timeouts":{"home":1,"away":0},"possession":"away"}}
        """;

    private const string Badminton = """
        {"id":"badminton:1","status":"LIVE","phase":"S3","sport":"badminton","format":{"bestOf":3,"points":21,
         "pointsCap":30},
         "score":{"home":1,"away":1,"basis":"GAMES"},"badminton":{"games":[{"home":21,"away":15},{"home":17,
          "away":21},{"home":18,"away":19}],"server":"home"}}
        """;

    private const string Cricket = """
        {"id":"cricket:1","status":"LIVE","phase":"I2","sport":"cricket","format":{"overs":20,"days":1,
         "ballsPerOver":6},
         "score":{"home":176,"away":104,"basis":"RUNS"},
         "cricket":{"innings":[{"side":"home","runs":176,"wickets":6,"balls":120,"declared":true},{"side":"away",
          "runs":104,"wickets":3,"balls":70,"target":{"runs":177}},{"side":"home","runs":5,"wickets":2,"balls":4,
           "superOver":true}],
                    "striker":"Rahul","nonStriker":"Gayle","bowler":"Bumrah"}}
        """;

    private const string Baseball = """
        {"id":"baseball:1","status":"LIVE","phase":"2T","sport":"baseball","format":{"regulationInnings":9},
         "score":{"home":0,"away":2,"basis":"RUNS"},
         "baseball":{"innings":[{"away":2,"home":0},{"away":0}],"hits":{"home":1,"away":3},"errors":{"home":0,
          "away":1},"outs":3,"balls":2,"strikes":1,"bases":{"first":true,"second":false,"third":true}}}
        """;

    private const string IceHockey = """
        {"id":"ice_hockey:1","status":"LIVE","phase":"OT1","sport":"ice_hockey","format":{"periodCount":3,
         "periodMs":1200000,"extraPeriodMs":300000},
         "clock":{"kind":"DOWN","running":false,"valueMs":12000},"score":{"home":2,"away":2,"basis":"GOALS"},
         "iceHockey":{"skaters":{"home":5,"away":5},"powerPlay":"","homeNetEmpty":false,"awayNetEmpty":true}}
        """;
}
