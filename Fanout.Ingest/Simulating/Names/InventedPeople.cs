using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Names;

/// <summary>People who do not exist: given names from many places, with family names made of syllables that sound like the same place.</summary>
internal static class InventedPeople
{
    private static readonly Region[] Regions =
    [
        new(["Leif", "Astrid", "Signe", "Torben", "Maja", "Eskil"],
            ["Halvr", "Torsk", "Eskel", "Lindr", "Sorv", "Nykv"], ["ensen", "gaard", "elund", "emark", "estrom"], ["NOR", "SWE", "DNK", "FIN"]),
        new(["Mateo", "Lucia", "Tomas", "Ines", "Rafael", "Elena"],
            ["Ordal", "Valc", "Morq", "Sarr", "Tolev", "Belm"], ["anez", "eiro", "uela", "ondo", "inho"], ["ESP", "PRT", "ARG", "CHL"]),
        new(["Kwame", "Amina", "Tunde", "Zola", "Sekou", "Ngozi"],
            ["Oko", "Ade", "Mba", "Sou", "Nko", "Kwa"], ["mbeli", "yendi", "sikara", "dabale", "tibora"], ["NGA", "GHA", "SEN", "CIV"]),
        new(["Haruto", "Yuna", "Min", "Sora", "Jia", "Ren"],
            ["Morit", "Kurom", "Nishir", "Hwas", "Tenz", "Saik"], ["awa", "ido", "eung", "ora", "imei"], ["JPN", "KOR", "TWN", "CHN"]),
        new(["Milan", "Ivana", "Pavel", "Katya", "Dario", "Zora"],
            ["Vrad", "Korel", "Zdan", "Milor", "Drazh", "Rostel"], ["ovec", "enic", "anski", "ylov", "ascu"], ["SRB", "CZE", "POL", "ROU"]),
        new(["Oscar", "Freya", "Callum", "Imogen", "Rhys", "Maeve"],
            ["Ashgr", "Thornw", "Whitm", "Melf", "Coldr", "Harw"], ["ove", "yck", "eadow", "ellow", "instow"], ["GBR", "IRL", "AUS", "CAN"]),
        new(["Samir", "Leila", "Omar", "Yasmin", "Karim", "Nadia"],
            ["Hass", "Naz", "Rahm", "Far", "Zar", "Salm"], ["ouni", "eddari", "adli", "irouz", "abani"], ["MAR", "EGY", "TUN", "QAT"]),
        new(["Arjun", "Priya", "Rohan", "Anika", "Kiran", "Meera"],
            ["Ravin", "Chand", "Sund", "Kesh", "Varun", "Pall"], ["anthar", "ikale", "adani", "uresk", "amurti"], ["IND", "LKA", "NPL", "BGD"]),
    ];

    /// <summary>Initial and family name, as line-ups have it.</summary>
    public static string Player(SimulationRandom random)
    {
        var region = random.Pick(Regions);
        return $"{random.Pick(region.Given)[0]}. {Family(region, random)}";
    }

    /// <summary>A person who takes part alone. The number decides who it is.</summary>
    public static Participant Person(string sport, int number)
    {
        var random = new SimulationRandom(SimulationRandom.Seed(sport, number));
        var region = random.Pick(Regions);
        var family = Family(region, random);
        return new Participant
        {
            Id = $"sim:{sport}-player-{number}",
            Name = $"{random.Pick(region.Given)} {family}",
            ShortName = family,
            Country = random.Pick(region.Countries),
        };
    }

    /// <summary>Two of one country who take part together. The number decides who they are; the ids of the two tell who serves.</summary>
    public static Participant Pair(string sport, int number)
    {
        var random = new SimulationRandom(SimulationRandom.Seed($"{sport} doubles", number));
        var region = random.Pick(Regions);
        var (first, second) = (Family(region, random), Family(region, random));
        var pair = new Participant
        {
            Id = $"sim:{sport}-pair-{number}",
            Name = $"{random.Pick(region.Given)[0]}. {first} / {random.Pick(region.Given)[0]}. {second}",
            ShortName = $"{first} / {second}",
            Country = random.Pick(region.Countries),
        };
        var names = pair.Name.Split(" / ");
        for (var index = 0; index < names.Length; index++) pair.Players.Add(new Player { Id = $"{pair.Id}-{index + 1}", Name = names[index] });
        return pair;
    }

    private static string Family(Region region, SimulationRandom random) =>
        random.Pick(region.FamilyBeginnings) + random.Pick(region.FamilyEndings);

    /// <param name="Countries">ISO 3166-1 alpha-3.</param>
    private sealed record Region(string[] Given, string[] FamilyBeginnings, string[] FamilyEndings, string[] Countries);
}
