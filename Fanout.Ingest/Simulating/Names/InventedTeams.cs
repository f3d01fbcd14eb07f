using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Names;

/// <summary>Towns that are on no map, and the teams of them. A number names one; no two numbers below 600 share a town.</summary>
internal static class InventedTeams
{
    private static readonly string[] Beginnings =
    [
        "Aldren", "Brack", "Calden", "Dunmar", "Ember", "Farrow", "Glann", "Hollen", "Ingel", "Jarro",
        "Kestrin", "Lorrin", "Moskel", "Nethra", "Ostra", "Pellin", "Quarra", "Ravel", "Selwin", "Tarrin",
        "Ulvra", "Valden", "Wythe", "Yorrin", "Zellan", "Brinna", "Corvan", "Dravel", "Eldra", "Fennick",
    ];

    private static readonly string[] Endings =
    [
        "mere", "holt", "vik", "quay", "ona", "wick", "berga", "aro", "stell", "ica",
        "haven", "dale", "eira", "ovar", "combe", "lund", "enza", "gard", "ness", "wold",
    ];

    private static readonly string[] Colours =
    [
        "#c8102e", "#00539f", "#046a38", "#f2a900", "#5f259f", "#1b365d", "#e35205", "#007a87", "#8a1538", "#3d3935",
    ];

    // Shares no factor with the number of towns, so that steps of it reach every town before one comes again.
    private const int Stride = 173;

    private static int TownCount => Beginnings.Length * Endings.Length;

    /// <summary>A town by number, the same for every seed: what a competition's clubs are called does not change from day to day.</summary>
    public static string Town(int number)
    {
        var place = (int)((long)number * Stride % TownCount);
        var name = Beginnings[place % Beginnings.Length] + Endings[place / Beginnings.Length];
        return number < TownCount ? name : $"{name} {(number / TownCount) + 1}";
    }

    /// <param name="sport">Part of the id: teams of two sports are two teams.</param>
    public static Participant Team(string sport, int number, IReadOnlyList<string> suffixes)
    {
        var town = Town(number);
        return new Participant
        {
            Id = $"sim:{sport}-team-{number}",
            Name = $"{town} {suffixes[number % suffixes.Count]}",
            ShortName = town[..3].ToUpperInvariant(),
            Colour = Colours[number % Colours.Length],
        };
    }
}
