namespace Fanout.Fuzz;

/// <summary>Reads an input as the product would, and says what must hold of it.</summary>
/// <param name="input">Any bytes.</param>
/// <exception cref="Exception">Whatever it is, it is a finding.</exception>
internal delegate void CheckInput(byte[] input);

/// <summary>Something that reads what strangers send.</summary>
/// <param name="Name">On the command line, and the folder of its corpus.</param>
/// <param name="About">What it reads, for people.</param>
/// <param name="Dictionary">File in <c>dictionaries</c> with words that its inputs are made of.</param>
/// <param name="SizeMax">Longest input that is tried, in bytes: where a longer one does not show more, it only takes longer.</param>
/// <param name="Check">Throws on a finding.</param>
internal sealed record FuzzTarget(string Name, string About, string Dictionary, int SizeMax, CheckInput Check);
