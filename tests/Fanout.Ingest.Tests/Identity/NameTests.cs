using Fanout.Ingest.Identity.Naming;
using Fanout.Ingest.Identity.Scoring;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Tests.Identity;

/// <summary>Which spellings are one team, and which are not, however alike they look.</summary>
public sealed class NameTests
{
    private const double One = 0.85; // as much as a mapping without asking needs
    private const double Two = 0.7;

    [Theory]
    [InlineData("1. FC Köln", "FC Koeln")]
    [InlineData("1. FC Köln", "Cologne")]
    [InlineData("1.FC Köln", "FC Köln")]
    [InlineData("1. FC Nürnberg", "FC Nuremberg")]
    [InlineData("1. FSV Mainz 05", "Mainz 05")]
    [InlineData("1. FSV Mainz 05", "FSV Mainz")]
    [InlineData("TSG 1899 Hoffenheim", "Hoffenheim")]
    [InlineData("Bayern München", "FC Bayern Munich")]
    [InlineData("Bayern Muenchen", "FC Bayern München")]
    [InlineData("Bor. Mönchengladbach", "Borussia Moenchengladbach")]
    [InlineData("Fortuna Düsseldorf", "Fortuna Duesseldorf 1895")]
    [InlineData("Hamburger SV", "HSV")]
    [InlineData("Man Utd", "Manchester United")]
    [InlineData("Man. City", "Manchester City FC")]
    [InlineData("Nott'm Forest", "Nottingham Forest")]
    [InlineData("Brighton and Hove Albion", "Brighton & Hove Albion")]
    [InlineData("Wolves", "Wolverhampton Wanderers FC")]
    [InlineData("Inter", "Internazionale Milano")]
    [InlineData("Inter", "FC Internazionale Milano")]
    [InlineData("AS Roma", "Roma")]
    [InlineData("S.S.C. Napoli", "Napoli")]
    [InlineData("Atlético Madrid", "Atletico de Madrid")]
    [InlineData("Athletic Club", "Athletic Bilbao")]
    [InlineData("Paris Saint-Germain", "Paris St. Germain")]
    [InlineData("PSG", "Paris Saint-Germain FC")]
    [InlineData("Olympique de Marseille", "Marseille")]
    [InlineData("Sporting CP", "Sporting Lissabon")]
    [InlineData("FC København", "FC Copenhagen")]
    [InlineData("Malmö FF", "Malmo")]
    [InlineData("Aalborg BK", "Ålborg")]
    [InlineData("Slavia Praha", "SK Slavia Prague")]
    [InlineData("Спартак Москва", "Spartak Moscow")]
    [InlineData("Зенит", "Zenit")]
    [InlineData("Ολυμπιακός", "Olympiakos")]
    [InlineData("Crvena zvezda", "Red Star Belgrade")]
    [InlineData("Beşiktaş", "Besiktas")]
    [InlineData("St. Louis Cardinals", "Saint Louis Cardinals")]
    [InlineData("USA", "United States")]
    [InlineData("U.S.A.", "Vereinigte Staaten")]
    [InlineData("Korea Republic", "South Korea")]
    [InlineData("Südkorea", "Korea Rep.")]
    [InlineData("IR Iran", "Iran")]
    [InlineData("Türkei", "Turkey")]
    [InlineData("Côte d'Ivoire", "Ivory Coast")]
    [InlineData("Czech Republic", "Tschechien")]
    [InlineData("Republic of Ireland", "Irland")]
    [InlineData("England U-21", "England Under 21")]
    [InlineData("Germany U21", "Deutschland U21")]
    [InlineData("FC Barcelona Women", "Barcelona Femení")]
    [InlineData("Bayern München II", "FC Bayern München 2")]
    [InlineData("Real Madrid Castilla", "Real Madrid B")]
    [InlineData("Barcelona Atlètic", "FC Barcelona B")]
    public void Spellings_of_one_team_are_alike_and_are_compared_at_all(string one, string other)
    {
        Assert.InRange(Similarity(one, other), One, 1);
        Assert.NotEmpty(Hooks(one).Intersect(Hooks(other)));
    }

    [Theory]
    [InlineData("Manchester City", "Manchester United")]
    [InlineData("Man City", "Man Utd")]
    [InlineData("Real Madrid", "Real Madrid Castilla")]
    [InlineData("Real Madrid", "Atlético Madrid")]
    [InlineData("Real Sociedad", "Real Betis")]
    [InlineData("Korea Republic", "Korea DPR")]
    [InlineData("South Korea", "North Korea")]
    [InlineData("Borussia Dortmund", "Borussia Mönchengladbach")]
    [InlineData("Eintracht Frankfurt", "FSV Frankfurt")]
    [InlineData("FC Bayern München", "TSV 1860 München")]
    [InlineData("Inter", "AC Milan")]
    [InlineData("Inter Milan", "Inter Miami")]
    [InlineData("England", "England U21")]
    [InlineData("England U21", "England U19")]
    [InlineData("Arsenal", "Arsenal Women")]
    [InlineData("Arsenal", "Arsenal W")]
    [InlineData("Bayern München", "Bayern München II")]
    [InlineData("Ajax", "Jong Ajax")]
    [InlineData("FC Barcelona", "FC Barcelona B")]
    [InlineData("FC Barcelona", "Barcelona Atlètic")]
    [InlineData("Congo", "DR Congo")]
    [InlineData("Guinea", "Guinea-Bissau")]
    [InlineData("Guinea", "Equatorial Guinea")]
    [InlineData("Niger", "Nigeria")]
    [InlineData("Iran", "Iraq")]
    [InlineData("Austria", "Australia")]
    [InlineData("Slovakia", "Slovenia")]
    [InlineData("Mali", "Malawi")]
    [InlineData("Dominica", "Dominican Republic")]
    [InlineData("Ireland", "Northern Ireland")]
    [InlineData("Sporting CP", "Sporting Gijón")]
    [InlineData("Dundee", "Dundee United")]
    [InlineData("Sheffield United", "Sheffield Wednesday")]
    [InlineData("Bristol City", "Bristol Rovers")]
    [InlineData("West Ham United", "West Bromwich Albion")]
    [InlineData("Paris FC", "Paris Saint-Germain")]
    [InlineData("Austria Wien", "Rapid Wien")]
    [InlineData("PSV Eindhoven", "FC Eindhoven")]
    [InlineData("New York Yankees", "New York Mets")]
    [InlineData("Los Angeles Lakers", "Los Angeles Clippers")]
    [InlineData("Chicago Cubs", "Chicago White Sox")]
    [InlineData("Mumbai Indians", "Mumbai City")]
    [InlineData("日本", "中国")]
    public void Two_teams_are_not_alike(string one, string other) =>
        Assert.InRange(Similarity(one, other), 0, Two);

    [Theory]
    [InlineData("Novak Djokovic", "N. Djokovic", true)]
    [InlineData("Djokovic, Novak", "Novak Đoković", true)]
    [InlineData("R Ram / J Salisbury", "Rajeev Ram / Joe Salisbury", true)]
    [InlineData("Serena Williams", "Venus Williams", false)]
    [InlineData("S. Williams", "V. Williams", false)]
    [InlineData("Andy Murray", "Jamie Murray", false)]
    [InlineData("Edouard Roger Vasselin", "Edouard Roger-Vasselin", true)]
    public void Players_may_have_initials(string one, string other, bool isOne)
    {
        var alike = Similarity(one, other, isTeam: false);
        Assert.True(isOne ? alike >= One : alike <= Two, $"{alike}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("...")]
    public void A_name_without_letters_is_like_none(string name) => Assert.Equal(0, Similarity(name, name));

    [Fact]
    public void No_spelling_stands_for_two_teams() => Assert.Empty(Spellings.Shipped.Ambiguous);

    private static IEnumerable<string> Hooks(string name) => new ParsedFixture(
        new FixtureFacts { Home = new TeamFacts { Name = name }, Away = new TeamFacts() }, isTeam: true).Hooks;

    private static double Similarity(string one, string other, bool isTeam = true)
    {
        var (first, second) = (TeamName.Of(one, Spellings.Shipped, isTeam), TeamName.Of(other, Spellings.Shipped, isTeam));
        var alike = NameSimilarity.Of(first, second);
        Assert.Equal(alike, NameSimilarity.Of(second, first));
        return alike;
    }
}
