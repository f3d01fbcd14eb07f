using System.Globalization;
using Fanout.Ingest.Adapters.Tennis;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Slam;

/// <summary>What is known of one match before it is told: from the list of matches, and from a first look over its rows.</summary>
internal sealed class SlamMatch(string id)
{
    private int _lastNumber = int.MinValue;
    private int _firstNumber = int.MaxValue;

    public string Id { get; } = $"{SlamFormat.FormatName}:{id}";

    public SlamEvent Event { get; } = SlamEvent.Of(id);

    public SlamListing? Listing { get; set; }

    /// <summary>Readable rows, over all files.</summary>
    public int RowCount { get; private set; }

    /// <summary>Points come in the order of their numbers.</summary>
    public bool IsInOrder { get; private set; } = true;

    /// <summary>Who serves first; 0: not stated.</summary>
    public int FirstServer { get; private set; }

    public void Observe(SlamRow row)
    {
        RowCount++;
        if (row.Number is not { } number) return;
        if (number < _lastNumber) IsInOrder = false;
        _lastNumber = number;
        if (number >= _firstNumber) return;
        (_firstNumber, FirstServer) = (number, row.Server);
    }

    public TennisSetting ToSetting() => new(Id, ToFixture(), Event.Rules(), Event.Start);

    private Fixture ToFixture()
    {
        var fixture = new Fixture
        {
            Sport = "tennis",
            Season = Event.Year.ToString(CultureInfo.InvariantCulture),
            Home = SideOf(Listing?.First, 1),
            Away = SideOf(Listing?.Second, 2),
            Format = Event.Rules().ToFormat(),
            Venue = Listing?.Court ?? "",
        };
        if (Event.Slam.Length > 0)
            fixture.Competition = new Competition { Id = $"{SlamFormat.FormatName}:{Event.Slam}", Name = Event.Competition };
        var name = Listing is { Event.Length: > 0 } listed ? listed.Event : Event.Name;
        fixture.Round = Listing is { Round.Length: > 0 } stated ? $"{name}, {stated.Round}".TrimStart(',', ' ') : name;
        return fixture;
    }

    private Participant SideOf(IReadOnlyList<SlamPlayer>? players, int number)
    {
        if (players is not { Count: > 0 }) return new Participant { Id = $"{Id}:{number}", Name = $"Player {number}" };
        var side = new Participant
        {
            Id = IdOf(players[0], number),
            Name = string.Join(" / ", players.Select(static player => player.Name)),
            Country = players.All(player => player.Country == players[0].Country) ? players[0].Country : "",
        };
        if (players.Count == 1) return side;
        side.Id = $"{Id}:{number}";
        for (var i = 0; i < players.Count; i++) // partners are numbered 3 and 4
            side.Players.Add(new Player { Id = IdOf(players[i], number + (2 * i), isPair: true), Name = players[i].Name });
        return side;
    }

    private string IdOf(SlamPlayer player, int number, bool isPair = false)
    {
        if (player.Id.Length > 0) return $"{SlamFormat.FormatName}:{player.Id}";
        return isPair ? $"{Id}:player{number}" : $"{Id}:{number}";
    }
}
