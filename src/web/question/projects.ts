/** A kind of applicant and project: the schemes to evaluate, and the questions that they need. */
export interface Project {
  readonly id: string;
  readonly label: string;
  /** Label of the address. */
  readonly place: string;
  /** Label of the date. */
  readonly date: string;
  /** Empty for all schemes. The first is the one that the person asks for. */
  readonly schemes: readonly string[];
  /** Facts that follow from the choice of the project. */
  readonly known: Readonly<Record<string, string>>;
  readonly questions: readonly Question[];
}

/** A fact of the application (`application` in openapi.yaml), as a question to a person. */
export type Question =
  | { readonly fact: string; readonly label: string; readonly hint?: string; readonly type: 'yes-no' }
  | {
      readonly fact: string;
      readonly label: string;
      readonly hint?: string;
      readonly type: 'euros' | 'percent' | 'months' | 'year';
    }
  | {
      readonly fact: string;
      readonly label: string;
      readonly hint?: string;
      readonly type: 'choice';
      readonly choices: readonly (readonly [value: string, label: string])[];
    };

export const projects: readonly Project[] = [
  {
    id: 'ensemble',
    label: 'Une vue d’ensemble',
    place: 'Adresse',
    date: 'Date',
    schemes: [],
    known: {},
    questions: [],
  },
  {
    id: 'embauche',
    label: 'Un employeur, pour une embauche',
    place: 'Domicile de la personne à recruter',
    date: 'Date de l’embauche',
    schemes: ['adulte-relais', 'emplois-francs'],
    known: {},
    questions: [
      {
        fact: 'applicant',
        type: 'choice',
        label: 'Qui recrute ?',
        choices: [
          ['association', 'Une association'],
          ['company', 'Une entreprise'],
          ['commune', 'Une commune'],
          ['ccas', 'Un CCAS'],
          ['epci', 'Une intercommunalité'],
          ['landlord', 'Un bailleur social'],
          ['public-employer', 'Un autre employeur public'],
        ],
      },
      {
        fact: 'ageConditionMet',
        type: 'yes-no',
        label: 'La condition d’âge de l’adulte-relais est-elle remplie ?',
        hint:
          'Au moins 26 ans le jour de l’embauche (30 ans avant le 16 septembre 2021). L’âge lui-même n’est ' +
          'pas demandé.',
      },
      {
        fact: 'withoutEmployment',
        type: 'yes-no',
        label: 'La personne est-elle sans emploi, ou en contrat aidé qui prend fin ?',
      },
      { fact: 'postAgreed', type: 'yes-no', label: 'Le poste d’adulte-relais est-il convenu avec l’État ?' },
      { fact: 'jobSeeker', type: 'yes-no', label: 'Est-elle inscrite comme demandeur d’emploi ?' },
      {
        fact: 'underTwentySix',
        type: 'yes-no',
        label: 'La personne a-t-elle moins de 26 ans à la signature ?',
        hint: 'Compte pour les emplois francs signés du 15 octobre 2020 au 31 mai 2021.',
      },
      {
        fact: 'contract',
        type: 'choice',
        label: 'Contrat envisagé',
        choices: [
          ['cdi', 'CDI'],
          ['cdd', 'CDD'],
        ],
      },
      { fact: 'contractMonths', type: 'months', label: 'Durée du CDD, en mois' },
    ],
  },
  {
    id: 'action',
    label: 'Une association, pour une action',
    place: 'Lieu de l’action',
    date: 'Date de la demande',
    schemes: [
      'bop-147',
      'fcs',
      'region',
      'bop-147-poche',
      'cite-educative',
      'reussite-educative',
      'paqte',
      'ars-prevention',
      'caf-majoration',
      'drac-quartiers',
      'education-prioritaire',
    ],
    known: {},
    questions: [
      {
        fact: 'applicant',
        type: 'choice',
        label: 'Qui porte l’action ?',
        choices: [
          ['association', 'Une association'],
          ['local-association', 'Une association de quartier ou de la commune'],
          ['conseil-citoyen', 'Un conseil citoyen'],
          ['commune', 'Une commune'],
          ['ccas', 'Un CCAS'],
          ['epci', 'Une intercommunalité'],
          ['training-operator', 'Un organisme qui forme les acteurs de terrain'],
        ],
      },
      {
        fact: 'publicShareFromQpv',
        type: 'percent',
        label: 'Part du public qui habite un quartier prioritaire (QPV), en %',
        hint: 'C’est le domicile du public qui compte, plus que le lieu de l’action.',
      },
      {
        fact: 'publicShareFromQic',
        type: 'percent',
        label: 'Part du public qui habite un quartier d’intérêt communautaire (QIC), en %',
      },
      { fact: 'expenses', type: 'euros', label: 'Dépenses de l’action, en euros' },
      { fact: 'communeShare', type: 'euros', label: 'Part de la commune, en euros' },
      {
        fact: 'excludedNature',
        type: 'yes-no',
        label: 'L’action est-elle commerciale, religieuse, politique ou syndicale ?',
      },
      {
        fact: 'schoolTime',
        type: 'choice',
        label: 'L’action a-t-elle lieu pendant le temps scolaire ?',
        choices: [
          ['no', 'Non'],
          ['co-built', 'Oui, elle est construite et menée avec l’établissement'],
          ['yes', 'Oui'],
        ],
      },
      {
        fact: 'fcsAxis',
        type: 'choice',
        label: 'Axe du fonds de cohésion sociale',
        hint: 'Les axes 2, 4 et 5 suivent le public ou l’organisme, et non le lieu.',
        choices: [
          ['1', '1. Conseils citoyens'],
          ['2', '2. Déploiement sur plusieurs communes'],
          ['3', '3. Petites associations'],
          ['4', '4. Formation des professionnels'],
          ['5', '5. Inclusion numérique'],
        ],
      },
      {
        fact: 'college',
        type: 'choice',
        label: 'Collège des enfants',
        hint: 'L’éducation prioritaire suit le collège, et non l’adresse.',
        choices: [
          ['lavoisier-auchel', 'Lavoisier (Auchel)'],
          ['sevigne-auchel', 'Sévigné (Auchel)'],
          ['joliot-curie-auchy-les-mines', 'Joliot-Curie (Auchy-les-Mines)'],
          ['verlaine-bethune', 'Verlaine (Béthune)'],
          ['camus-bruay-la-buissiere', 'Camus (Bruay-la-Buissière)'],
          ['signoret-bruay-la-buissiere', 'Signoret (Bruay-la-Buissière)'],
          ['joliot-curie-calonne-ricouart', 'Joliot-Curie (Calonne-Ricouart)'],
          ['wallon-divion', 'Wallon (Divion)'],
          ['lagrange-lillers', 'Léo Lagrange (Lillers)'],
          ['anatole-france-noeux-les-mines', 'Anatole France (Nœux-les-Mines)'],
          ['other', 'Un autre collège'],
        ],
      },
      {
        fact: 'programmeYear',
        type: 'year',
        label: 'Année de l’appel à projets',
        hint: 'Celle de la demande, si rien n’est dit.',
      },
      {
        fact: 'actionYear',
        type: 'choice',
        label: 'Année de l’action',
        choices: [
          ['1', 'Première année'],
          ['2', 'Deuxième année'],
          ['3', 'Troisième année'],
        ],
      },
    ],
  },
  {
    id: 'commune',
    label: 'Une commune, pour un projet',
    place: 'Lieu du projet',
    date: 'Date de la demande',
    schemes: [
      'fonds-de-concours',
      'fonds-de-concours-majoration',
      'region',
      'npnru',
      'fonds-de-concours-anru',
      'iti-feder',
      'caf-majoration',
      'departement-services',
      'drac-quartiers',
    ],
    known: { applicant: 'commune' },
    questions: [
      { fact: 'investment', type: 'yes-no', label: 'Le projet est-il un investissement ?' },
      {
        fact: 'category',
        type: 'choice',
        label: 'Sur quoi portent les travaux ?',
        choices: [
          ['public-space', 'L’espace public'],
          ['heritage', 'Le patrimoine'],
          ['public-service', 'Un service public'],
          ['roads', 'La voirie'],
          ['tarmac-car-park', 'Un parc de stationnement en enrobé'],
          ['rain-water', 'La gestion des eaux de pluie'],
        ],
      },
      { fact: 'expenses', type: 'euros', label: 'Dépenses éligibles, en euros' },
      { fact: 'subsidies', type: 'euros', label: 'Autres subventions publiques, en euros' },
      { fact: 'ordinaryFundGranted', type: 'yes-no', label: 'Le fonds de concours ordinaire est-il déjà accordé ?' },
    ],
  },
  {
    id: 'bailleur',
    label: 'Un bailleur, pour un logement',
    place: 'Adresse du logement',
    date: '1er janvier d’imposition',
    schemes: ['tfpb-30', 'npnru'],
    known: { applicant: 'landlord' },
    questions: [
      {
        fact: 'contractAndConventionSigned',
        type: 'yes-no',
        label: 'Le contrat de ville et la convention d’utilisation de l’abattement sont-ils signés ?',
      },
    ],
  },
  {
    id: 'achat',
    label: 'Un achat de logement neuf',
    place: 'Adresse de l’immeuble',
    date: 'Date du permis de construire',
    schemes: ['tva-5-5'],
    known: {},
    questions: [],
  },
  {
    id: 'entreprise',
    label: 'Une entreprise, pour ses locaux',
    place: 'Adresse de l’établissement',
    date: 'Date de l’implantation',
    schemes: ['cfe-qpv', 'entrepreneuriat-quartiers'],
    known: { applicant: 'company' },
    questions: [
      {
        fact: 'addressOnLimitStreet',
        type: 'yes-no',
        label: 'L’adresse est-elle sur une rue qui forme la limite du quartier ?',
      },
    ],
  },
];
