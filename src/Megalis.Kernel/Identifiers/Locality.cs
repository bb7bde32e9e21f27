namespace Megalis.Kernel.Identifiers;

/// <summary>One of the four départements of Brittany.</summary>
/// <param name="Code">« 22 », « 29 », « 35 », « 56 ».</param>
/// <param name="Name">With its accents: « Côtes-d'Armor ».</param>
/// <param name="Nuts">The NUTS 2021 code of level 3: FRH01 to FRH04.</param>
public sealed record Departement(string Code, string Name, string Nuts);

/// <summary>A commune of Brittany as INSEE's official geographic code lists it.</summary>
/// <param name="Code">INSEE code, 5 characters; never the postal code.</param>
/// <param name="Name">With its article: « Le Bodéo ».</param>
/// <param name="Departement">Code of its département, 2 digits.</param>
/// <param name="Siren">SIREN of the town hall, 9 digits.</param>
/// <param name="Population">Municipal population, inhabitants.</param>
/// <param name="EpciSiren">SIREN of the EPCI à fiscalité propre; null for the three islands that have none.</param>
/// <param name="PostalCodes">5 digits each; a postal code is shared by several communes.</param>
public sealed record Commune(
    string Code,
    string Name,
    string Departement,
    string Siren,
    int Population,
    string? EpciSiren,
    IReadOnlyList<string> PostalCodes);

/// <summary>An EPCI à fiscalité propre with at least one member commune in Brittany.</summary>
/// <param name="Siren">9 digits.</param>
/// <param name="Name">As the national list writes it: « CC du Pays des Abers ».</param>
/// <param name="Kind">CC (communauté de communes), CA (d'agglomération), CU (urbaine) or METRO.</param>
/// <param name="Population">Municipal population of all members, inhabitants.</param>
/// <param name="Members">INSEE codes of all members, those of neighbouring regions included.</param>
public sealed record Epci(string Siren, string Name, string Kind, int Population, IReadOnlyList<string> Members);
