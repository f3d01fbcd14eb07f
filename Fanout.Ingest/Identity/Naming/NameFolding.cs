using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Fanout.Ingest.Identity.Naming;

/// <summary>
/// Makes of a name the letters that its spellings have in common: small, without accents, in the Latin alphabet.
/// </summary>
/// <remarks>
/// German and Danish feeds write ö as o or as oe: <c>oe</c>, <c>ae</c>, <c>ue</c> and <c>aa</c> become one letter in
/// every name, rather than two in some, and so does the Serbian <c>dj</c>. Cyrillic and Greek letters become what English newspapers make of them most
/// often; other alphabets stay as they are, since no rule of letters leads from 韓国 to Korea. The same for everybody: no
/// culture of the machine is asked.
/// </remarks>
internal static class NameFolding
{
    private static readonly Dictionary<char, string> Letters = new()
    {
        ['ß'] = "ss",
        ['ø'] = "o",
        ['æ'] = "a",
        ['œ'] = "o",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ı'] = "i",
        ['ə'] = "a",
        ['ħ'] = "h",
        ['а'] = "a",
        ['б'] = "b",
        ['в'] = "v",
        ['г'] = "g",
        ['ґ'] = "g",
        ['д'] = "d",
        ['е'] = "e",
        ['є'] = "ye",
        ['ж'] = "zh",
        ['з'] = "z",
        ['и'] = "i",
        ['і'] = "i",
        ['й'] = "y",
        ['к'] = "k",
        ['л'] = "l",
        ['м'] = "m",
        ['н'] = "n",
        ['о'] = "o",
        ['п'] = "p",
        ['р'] = "r",
        ['с'] = "s",
        ['т'] = "t",
        ['у'] = "u",
        ['ф'] = "f",
        ['х'] = "kh",
        ['ц'] = "ts",
        ['ч'] = "ch",
        ['ш'] = "sh",
        ['щ'] = "shch",
        ['ъ'] = "",
        ['ы'] = "y",
        ['ь'] = "",
        ['э'] = "e",
        ['ю'] = "yu",
        ['я'] = "ya",
        ['ђ'] = "d",
        ['ј'] = "j",
        ['љ'] = "lj",
        ['њ'] = "nj",
        ['ћ'] = "c",
        ['џ'] = "dz",
        ['α'] = "a",
        ['β'] = "v",
        ['γ'] = "g",
        ['δ'] = "d",
        ['ε'] = "e",
        ['ζ'] = "z",
        ['η'] = "i",
        ['θ'] = "th",
        ['ι'] = "i",
        ['κ'] = "k",
        ['λ'] = "l",
        ['μ'] = "m",
        ['ν'] = "n",
        ['ξ'] = "x",
        ['ο'] = "o",
        ['π'] = "p",
        ['ρ'] = "r",
        ['σ'] = "s",
        ['ς'] = "s",
        ['τ'] = "t",
        ['υ'] = "y",
        ['φ'] = "f",
        ['χ'] = "ch",
        ['ψ'] = "ps",
        ['ω'] = "o",
    };

    /// <summary>
    /// Each letter with its accented forms, from the Unicode Character Database: where a machine has no ICU, .NET takes no
    /// letter apart.
    /// </summary>
    private static readonly string[] Accented =
    [
        " ͺ", "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ", "bḃḅḇ", "cçćĉċčḉ", "dďḋḍḏḑḓ", "eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ", "fḟ",
        "gĝğġģǧǵḡ", "hĥȟḣḥḧḩḫẖ", "iìíîïĩīĭįǐȉȋḭḯỉị", "jĵǰ", "kķǩḱḳḵ", "lĺļľḷḹḻḽ", "mḿṁṃ", "nñńņňǹṅṇṉṋ",
        "oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ", "pṕṗ", "rŕŗřȑȓṙṛṝṟ", "sśŝşšſșṡṣṥṧṩẛ", "tţťțṫṭṯṱẗ",
        "uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự", "vṽṿ", "wŵẁẃẅẇẉẘ", "xẋẍ", "yýÿŷȳẏẙỳỵỷỹ", "zźżžẑẓẕ", "æǣǽ", "øǿ", "ʒǯ", "ʹʹ",
        "Υϒϓϔ", "αά", "βϐ", "εέϵ", "ηή", "θϑ", "ιΐίϊ", "κϰ", "οό", "πϖ", "ρϱ", "ςϲ", "υΰϋύ", "φϕ", "ωώ", "гѓ", "еѐё", "ийѝ",
        "кќ", "уў", "ії",
    ];

    private static readonly FrozenDictionary<char, char> Plain = Accented
        .SelectMany(static forms => forms.Skip(1).Select(form => (Form: form, Plain: forms[0])))
        .ToFrozenDictionary(static pair => pair.Form, static pair => pair.Plain);

    private static readonly string[] Doubled = ["oe", "ae", "ue", "aa", "dj"];

    /// <summary>The words of a name, in their order. Empty for a name without letters and digits.</summary>
    public static IReadOnlyList<string> Words(string name)
    {
        var letters = Latin(name);
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i <= letters.Length; i++)
        {
            if (i < letters.Length && char.IsLetterOrDigit(letters[i])) word.Append(letters[i]);
            else if (i == letters.Length || !IsWithinWord(letters, i)) End();
        }
        return words;

        void End()
        {
            if (word.Length > 0) words.Add(OneLetter(word.ToString()));
            word.Clear();
        }
    }

    private static string Latin(string name)
    {
        var letters = new StringBuilder(name.Length);
        foreach (var letter in name.ToLowerInvariant())
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark) continue;
            var plain = Plain.GetValueOrDefault(letter, letter);
            if (Letters.TryGetValue(plain, out var latin)) letters.Append(latin);
            else letters.Append(plain);
        }
        return letters.ToString();
    }

    /// <summary>Apostrophes, and the points of <c>F.C.</c>, end no word.</summary>
    private static bool IsWithinWord(string letters, int index)
    {
        if (letters[index] is '\'' or '’' or '‘' or '`' or 'ʻ') return true;
        if (letters[index] != '.' || index == 0 || index + 1 >= letters.Length) return false;
        var isSingle = char.IsLetter(letters[index - 1]) && (index < 2 || !char.IsLetterOrDigit(letters[index - 2]));
        var isNext = char.IsLetter(letters[index + 1])
            && (index + 2 >= letters.Length || !char.IsLetterOrDigit(letters[index + 2]));
        return isSingle && isNext;
    }

    private static string OneLetter(string word)
    {
        foreach (var doubled in Doubled) word = word.Replace(doubled, doubled[..1], StringComparison.Ordinal);
        return word;
    }
}
