using System.Collections.Frozen;

namespace Fanout.Ingest.Identity.Naming;

/// <summary>Words of names that mean something of their own, as <see cref="NameFolding"/> writes them.</summary>
internal static class NameWords
{
    /// <summary>Legal forms and little words: a feed leaves them out as it likes.</summary>
    public static FrozenSet<string> Fillers { get; } = Set(
        "fc cf sc ac as afc sv fsv tsv tsg vfb vfl vfr ssc ss us uc cd ud sd rc rcd ca cs sk fk nk hk hc if bk ik ff kv krc rsc gnk "
        + "pfc fcb ogc osc losc kaa aac acf asc bsc bc bsk jk mfk ofk ks gks mks aik acs cfr csm csc usd asd ssd "
        + "club clube football futbol futebol fussball calcio de la le les el los las the of and und et del do da di du des der van y i e");

    /// <summary>
    /// Words that many teams have: that two names share one says little. That one has it and the other has another one
    /// says as much as with any word.
    /// </summary>
    public static FrozenSet<string> Common { get; } = Set(
        "united city town real sporting athletic atletico atletic dynamo dinamo lokomotiv spartak borussia eintracht fortuna "
        + "olympique racing union rovers wanderers county albion deportivo stade saint san santa new red north south west east "
        + "northern southern western eastern");

    /// <summary>Names of cities in other languages, and words that are abbreviated in one way only.</summary>
    public static FrozenDictionary<string, string> Same { get; } = Pairs(
        "munich munchen|monaco monaco|cologne koln|nuremberg nurnberg|hanover hannover|brunswick braunschweig|"
        + "milan milano|mailand milano|rome roma|rom roma|turin torino|neapel napoli|naples napoli|florence firenze|florenz firenze|"
        + "venice venezia|venedig venezia|genua genova|genoa genova|vienna wien|prague praha|prag praha|belgrade beograd|belgrad beograd|"
        + "moscow moskva|moskau moskva|kiev kyiv|kiew kyiv|warsaw warszawa|warschau warszawa|lisbon lisboa|lissabon lisboa|"
        + "seville sevilla|saragossa zaragoza|brussels brussel|bruxelles brussel|brugge bruges|bruge bruges|antwerp antwerpen|"
        + "copenhagen kobenhavn|kopenhagen kobenhavn|gothenburg goteborg|athen athens|athina athens|bucharest bucuresti|bukarest bucuresti|"
        + "krakow krakow|cracow krakow|krakau krakow|geneva geneve|genf geneve|zurich zurich|basle basel|st saint|sankt saint|utd united|"
        + "olympiakos olympiacos|teheran tehran|kairo cairo|algiers alger|havana habana|peking beijing|seoul soul");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, string> Pairs(string pairs) => pairs.Split('|')
        .Select(static pair => pair.Split(' '))
        .ToFrozenDictionary(
            static pair => NameFolding.Words(pair[0])[0], static pair => NameFolding.Words(pair[1])[0], StringComparer.Ordinal);
}
