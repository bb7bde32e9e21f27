using Megalis.Kernel.Search;
using Megalis.Procurement.Contracts;
using Megalis.Search.Contracts;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Searching;

/// <summary>What a search asks, read from addresses as people and robots write them.</summary>
public sealed class CriteriaTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private ConsultationCriteriaReader Reader => site.Services.GetRequiredService<ConsultationCriteriaReader>();

    [Theory]
    [InlineData("", "", "Consultations en cours")]
    [InlineData("?q=toiture&dep=56", "?q=toiture&dep=56", "Consultations en cours contenant « toiture », dans le Morbihan")]
    [InlineData("q=%20toiture%20&etat=closes&p=3", "?q=toiture&etat=closes&p=3", "Consultations closes contenant « toiture »")]
    [InlineData("?dep=35&dep=22&dep=22&dep=75", "?dep=22&dep=35", "Consultations en cours dans les Côtes-d’Armor, en Ille-et-Vilaine")]
    [InlineData("?commune=56000", "?commune=56000", "Consultations en cours au code postal 56000")]
    [InlineData("?commune=Vannes", "?insee=56260", "Consultations en cours à Vannes")]
    [InlineData("?commune=Vannes+(56000)&insee=56260", "?insee=56260", "Consultations en cours à Vannes")]
    [InlineData("?commune=56260", "?commune=56260", "Consultations en cours au code postal 56260")] // INSEE's number of Vannes is the postal code of Larmor-Plage.
    [InlineData("?commune=35238", "?insee=35238", "Consultations en cours à Rennes")]
    [InlineData("?commune=Nulle-part&insee=99999&epci=1&acheteur=999999&acheteur=x", "", "Consultations en cours")]
    [InlineData("?cpv=45000000&cpv=45261210-9&cpv=toiture&cpv=4", "?cpv=45&cpv=4526121", "Consultations en cours CPV 45 (Travaux de construction), CPV 4526121 (Travaux de couverture)")]
    [InlineData("?nature=Travaux&nature=7&procedure=appel-offres-ouvert", "?nature=travaux&procedure=appel-offres-ouvert", "Consultations en cours nature : Travaux, procédure : Appel d'offres ouvert")]
    [InlineData("?avant=2027-03-31&apres=2027-02-30&delai=0&lots=oui", "?avant=2027-03-31&lots=oui", "Consultations en cours avec des lots, date limite le 31 mars 2027 ou avant")]
    [InlineData("?environnementale=oui&sociale=aucune", "?environnementale=clause-environnementale&environnementale=critere-environnemental", "Consultations en cours Clause environnementale, Critère environnemental")]
    [InlineData("?metier=couverture&tri=recentes&delai=7", "?metier=couverture&delai=7&tri=recentes", "Consultations en cours pour le métier « Couverture, toiture, étanchéité », à remettre dans les 7 jours")]
    public void An_address_is_read_and_written_in_one_way_only(string typed, string written, string sentence)
    {
        var criteria = Reader.Read(typed);

        Assert.Equal(written, criteria.ToQueryString());
        Assert.Equal(written, Reader.Read(criteria.ToQueryString()).ToQueryString());
        Assert.Equal(sentence, criteria.Sentence().Replace('\u00a0', ' '));
    }

    [Fact]
    public void Each_part_of_the_sentence_can_be_removed_and_leaves_the_others()
    {
        var criteria = Reader.Read("?q=toiture&metier=couverture&dep=56&dep=35&epci=200067932&cpv=45&nature=Travaux&lots=non&sociale=oui&delai=30&p=4");

        Assert.Equal(12, criteria.Parts().Count);
        foreach (var part in criteria.Parts())
        {
            Assert.Equal(11, part.Without.Parts().Count);
            Assert.DoesNotContain(part.Text, part.Without.Parts().Select(p => p.Text));
            Assert.DoesNotContain("p=", part.Without.ToQueryString().Split('&'), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void A_thousand_values_and_a_book_in_the_box_are_cut()
    {
        var criteria = Reader.Read("?q=" + new string('a', 100_000) + string.Concat(Enumerable.Range(10, 90).Select(n => "&cpv=" + n)));

        Assert.Equal(ConsultationCriteria.LongestWords + 1, criteria.Words.Length);
        Assert.Equal(ConsultationCriteria.MostValues, criteria.CpvPrefixes.Count);
    }

    [Fact]
    public void A_search_that_stands_does_not_depend_on_the_clock()
    {
        var criteria = Reader.Read("?dep=56&delai=7");

        Assert.Equal(2, criteria.ToRequest(null, ["tous"]).Filters.Count);
        Assert.Contains(new SearchFilter.Between("limite", IndexDocument.Microseconds(Now), IndexDocument.Microseconds(Now.AddDays(7))), criteria.ToRequest(Now, ["tous"]).Filters);
    }
}
