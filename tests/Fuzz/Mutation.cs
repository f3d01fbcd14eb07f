namespace Fanout.Fuzz;

/// <summary>Makes another input of one: bits and bytes changed, parts left out, doubled, moved or taken from another, words put in.</summary>
/// <param name="corpus">Inputs to begin with; at least one.</param>
/// <param name="words">What may be put in.</param>
/// <param name="sizeMax">Longest input, in bytes.</param>
internal sealed class Mutation(IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> words, int sizeMax)
{
    private const int ChangesMax = 6;
    private const int PartMax = 64; // bytes left out, doubled or moved

    /// <summary>The input of a number; the same makes the same.</summary>
    public byte[] Of(int seed)
    {
        var random = new Random(seed);
        var bytes = corpus[random.Next(corpus.Count)].ToList();
        for (var left = random.Next(1, ChangesMax + 1); left > 0; left--) Change(bytes, random);
        return [.. bytes.Take(sizeMax)];
    }

    private void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var size = Math.Min(random.Next(1, random.Next(2) == 0 ? 4 : PartMax), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0 when size > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when size > 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 when size > 0:
                bytes[at] = random.Next(2) == 0 ? (byte)(bytes[at] + 1) : (byte)(bytes[at] - 1);
                break;
            case 3:
                bytes.RemoveRange(at, size);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, size));
                break;
            case 5:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, size));
                break;
            case 6:
                Splice(bytes, at, corpus[random.Next(corpus.Count)], random);
                break;
            case 7 when words.Count > 0 && random.Next(2) == 0:
                Overwrite(bytes, at, words[random.Next(words.Count)]);
                break;
            default:
                bytes.InsertRange(at, words.Count > 0 ? words[random.Next(words.Count)] : [(byte)random.Next(256)]);
                break;
        }
    }

    /// <summary>The rest becomes that of another input, from any place of it on.</summary>
    private static void Splice(List<byte> bytes, int at, byte[] other, Random random)
    {
        bytes.RemoveRange(at, bytes.Count - at);
        bytes.AddRange(other.AsSpan(random.Next(other.Length + 1)));
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] word)
    {
        bytes.RemoveRange(at, Math.Min(word.Length, bytes.Count - at));
        bytes.InsertRange(at, word);
    }
}
